import { z } from 'zod';
import type { EventType, EventTypes } from './event-type';

const number = z.object({ type: z.literal('number'), number: z.string() });

const common = {
  id: z.string().describe('Of the incident, as `GET /incidents` has it.'),
  detail: z.string().describe('What happened and what to do, in one sentence.'),
  source: z.string().optional().describe('The address that it came from, where one is known.'),
};

function incident<Shape extends z.core.$ZodLooseShape>(when: string, shape: Shape) {
  return { when, data: z.object({ ...common, ...shape }) } satisfies EventType;
}

const megabytes = z.int();
const account = z
  .union([number, z.string()])
  .describe('Which one was given; numbers in it are concealed from those who may not see them.');
const ofSip = {
  account,
  service: z.string().describe('The part of Asterisk that was spoken to.'),
  event: z.string().describe("Asterisk's name for it."),
};

/** Every incident: what administrators should know of, though nobody has asked for it. */
export const incidentTypes = {
  'asterisk.away': incident('Asterisk cannot be reached.', { code: z.string() }),
  'asterisk.back': incident('Asterisk is there again, and calls are led.', {}),
  'asterisk.application-taken': incident('Another program has our application of this Asterisk.', {
    app: z.string(),
    store: z.string().describe('Our own identity.'),
    holder: z.string().optional().describe('Identity of the other Baton, if it is one.'),
  }),
  'asterisk.call-not-taken': incident('A call came and could not be taken; the dialplan goes on with it.', {
    from: z.string().describe('Of a phone, a trunk or neither.'),
    endpoint: z.string(),
    dialled: number,
  }),
  'asterisk.callers-privacy-unknown': incident(
    'It could not be learned whether a caller withholds their number; it is treated as withheld.',
    { why: z.string(), endpoint: z.string() },
  ),
  'asterisk.trunk-refused': incident('A carrier refuses us.', { trunk: z.string(), name: z.string() }),
  'asterisk.trunk-offline': incident('A carrier does not answer.', { trunk: z.string(), name: z.string() }),
  'calls.rule-broken': incident(
    'The facts of a live call break a rule that always holds: a fault of Baton, with the facts in its log.',
    { callId: z.string(), rule: z.string(), leg: z.string().optional() },
  ),
  'store.failing': incident('The store does not work; calls go on, commands get 503.', {
    trouble: z.string(),
  }),
  'store.working': incident('The store works again, and what waited is stored.', {}),
  'store.unreadable': incident('A row of the store cannot be read; it is set aside.', {
    table: z.string(),
    row: z.string(),
    reason: z.string().describe('Why; stable, for programs.'),
    why: z.string().optional().describe('For people.'),
  }),
  'store.space-low': incident('The disk of the data folder is nearly full.', { megabytes }),
  'store.space-enough': incident('There is room on the disk of the data folder again.', { megabytes }),
  'store.log-long': incident('The write-ahead log of the store has grown long.', { megabytes }),
  'security.key-rejected': incident('Somebody came with a key that does not count.', {}),
  'security.too-many-attempts': incident('A network has to wait after too many wrong passwords.', {
    network: z.string(),
  }),
  'security.locked-out': incident('A name has to wait after too many wrong passwords from one network.', {
    name: z.string(),
    address: z.string().optional(),
  }),
  'security.name-besieged': incident('Wrong passwords for one name come from many networks.', {
    name: z.string(),
  }),
  'security.connections': incident('One network or key holds too many connections; more are refused.', {
    by: z.string().optional(),
  }),
  'security.sip-flood': incident('More is refused by Asterisk than its security log can tell.', {
    bytes: z.int(),
  }),
  'security.unknown-account': incident(
    'Somebody came to Asterisk as an account that it does not have.',
    ofSip,
  ),
  'security.wrong-phone-password': incident('Somebody came to Asterisk with a wrong password.', ofSip),
  'security.sip-refused': incident('Asterisk refused somebody for another reason.', ofSip),
  'security.stranger-in-call': incident('Somebody who is no leg of a call was in it, and was put out.', {
    callId: z.string().nullable().describe('Null if it was in a bridge of ours that no call has.'),
    endpoint: z.string(),
  }),
  'security.unknown-number': incident('A number of no line was called; the caller went to the last resort.', {
    call: z.string(),
    caller: z.looseObject({ type: z.literal('contact'), number: z.string() }),
    dialled: number,
    trunk: z.string(),
  }),
  'security.call-refused': incident("A phone's call was refused.", {
    why: z.string(),
    phone: z.string(),
    dialled: number,
  }),
  'security.number-refused': incident('An outside number was refused by the rules of what may be dialled.', {
    by: z.string().describe('Id of whoever asked.'),
    rule: z.string(),
    number,
    line: z.string(),
    agent: z.string().optional(),
    ringGroup: z.string().optional().describe('The group that named it.'),
  }),
  'security.refusals': incident('Outside numbers of one asker were refused again and again.', {
    by: z.string(),
    refusals: z.int(),
    rule: z.string(),
  }),
  'security.minutes-used-up': incident('The minutes of a day are used up; calls were ended.', {
    rule: z.string(),
    calls: z.int(),
    agent: z.string().optional(),
  }),
  'security.phone-not-revoked': incident(
    'Asterisk could not be had to forget a phone; it is tried again until it is done.',
    { phone: z.string(), reason: z.string() },
  ),
} satisfies EventTypes;

/** Told in place of incidents that there were too many of. */
export const manyIncidents = {
  'incidents.many': {
    when: 'So many incidents of one type came at once that all further ones are counted in one record.',
    data: z.object({
      id: common.id,
      detail: common.detail,
      of: z.string().describe('Their type; the record in `GET /incidents` has it as its own.'),
    }),
  },
} satisfies EventTypes;
