import type { incidentTypes } from '../../platform/events/incident-types';
import {
  anna,
  CALL_ID,
  contact,
  hotline,
  id,
  leg,
  SERVICE,
  trunkResource,
} from '../../platform/openapi/company';

type Examples = Readonly<Record<keyof typeof incidentTypes, object>>;

const incident = { id: id('0070') };
const STRANGER = '198.51.100.23';
const mobile = { type: 'number', number: '+4915228817386' };
const BY_ANNA = `user:${id('0400')}`;
const carrier = { trunk: trunkResource.id, name: trunkResource.name };

/** The `data` of one incident of each type, in the words that Baton has for it. */
export const incidentExamples: Examples = {
  'asterisk.away': {
    ...incident,
    detail:
      'No calls can be led: the connection to Asterisk is lost; trying again. Those that go on in Asterisk are taken over as soon as it is there.',
    code: 'asterisk-lost',
  },
  'asterisk.back': { ...incident, detail: 'Asterisk is there again, and calls are led.' },
  'asterisk.application-taken': {
    ...incident,
    detail:
      'Another Baton, of store hamburgx, has the application baton of this Asterisk, and with it all new calls; its own are left alone. Stop one of them, or give this one an application of its own (ARI_APP) and calls of its own in the dialplan.',
    app: 'baton',
    store: 'nordlich',
    holder: 'hamburgx',
  },
  'asterisk.call-not-taken': {
    ...incident,
    detail: 'A call could not be taken and went to the last resort of the dialplan; the log tells why.',
    source: '192.0.2.40',
    from: 'trunk',
    endpoint: trunkResource.name,
    dialled: { type: 'number', number: hotline.number },
  },
  'asterisk.callers-privacy-unknown': {
    ...incident,
    detail:
      'It could not be told whether a caller withholds their number, so it is withheld. If this goes on, see that Asterisk has loaded res_pjsip_header_funcs, func_callerid and func_strings, and that calls come over PJSIP.',
    why: 'Asterisk has no PJSIP_HEADERS',
    endpoint: trunkResource.name,
  },
  'asterisk.trunk-refused': {
    ...incident,
    detail:
      'A carrier refuses us: see the name and password of the trunk, or the addresses that it knows us by.',
    ...carrier,
  },
  'asterisk.trunk-offline': {
    ...incident,
    detail: 'A carrier does not answer; calls neither come from there nor go there.',
    ...carrier,
  },
  'calls.rule-broken': {
    ...incident,
    detail: `A live call has broken rule 3: somebody is rung for nothing (${leg(4)}). This is a fault of Baton's: look whether everybody in the call is well, and report it with the line of the log that has the facts.`,
    callId: CALL_ID,
    rule: 'rung-for-nothing',
    leg: leg(4),
  },
  'store.failing': {
    ...incident,
    detail: 'The disk of the data folder is full, so that nothing can be stored. Free some space there.',
    trouble: 'full',
  },
  'store.working': {
    ...incident,
    detail: 'The store works again. What happened meanwhile is stored now.',
  },
  'store.unreadable': {
    ...incident,
    detail: `The row ${SERVICE} of ring_groups cannot be read: it was damaged, or written by something else. It is left out: delete it, or make it anew.`,
    table: 'ring_groups',
    row: SERVICE,
    reason: 'damaged',
  },
  'store.space-low': {
    ...incident,
    detail:
      'There are 180 MB left on the disk of the data folder. Free some: without space nothing can be stored.',
    megabytes: 180,
  },
  'store.space-enough': {
    ...incident,
    detail: 'There is enough space again on the disk of the data folder.',
    megabytes: 5200,
  },
  'store.log-long': {
    ...incident,
    detail:
      'The log of the store grows, as another program keeps reading in it. End what has baton.sqlite open.',
    megabytes: 300,
  },
  'security.key-rejected': {
    ...incident,
    detail:
      'A program sent a key that does not exist, or exists no longer; see which program at that address has it.',
    source: '192.0.2.17',
  },
  'security.too-many-attempts': {
    ...incident,
    detail: 'Too many wrong passwords came from one network, which has to wait for a minute.',
    source: STRANGER,
    network: STRANGER,
  },
  'security.locked-out': {
    ...incident,
    detail:
      'Too many wrong passwords were given for a name, which is locked for a while where they came from.',
    source: STRANGER,
    name: 'anna',
    address: STRANGER,
  },
  'security.name-besieged': {
    ...incident,
    detail:
      'Wrong passwords for a name come from many places; where it never signed in from it may try less often.',
    name: 'anna',
  },
  'security.connections': {
    ...incident,
    detail:
      'With one key or session somebody held more connections than are kept; those that had waited longest were ended.',
    by: BY_ANNA,
  },
  'security.sip-flood': {
    ...incident,
    detail: 'Asterisk refuses more than Baton can read; keep the senders away with a firewall.',
    bytes: 10_485_760,
  },
  'security.unknown-account': {
    ...incident,
    detail:
      'Somebody came to Asterisk as an account that it does not have: a phone that is set up wrongly, or a guesser.',
    source: STRANGER,
    account: 'admin',
    service: 'PJSIP',
    event: 'InvalidAccountID',
  },
  'security.wrong-phone-password': {
    ...incident,
    detail:
      'Somebody came to Asterisk with a wrong password: a phone that was not given its new one, or a guesser.',
    source: '192.0.2.17',
    account: 'phone-201',
    service: 'PJSIP',
    event: 'ChallengeResponseFailed',
  },
  'security.sip-refused': {
    ...incident,
    detail: 'Asterisk refused somebody: RequestNotAllowed.',
    source: STRANGER,
    account: 'admin',
    service: 'PJSIP',
    event: 'RequestNotAllowed',
  },
  'security.stranger-in-call': {
    ...incident,
    detail:
      'Somebody who belongs to no leg of a call got into it, and was put out: whose phone or trunk that was knew the ids of one of its dialogs (SIP Replaces), or commands Asterisk.',
    source: STRANGER,
    callId: CALL_ID,
    endpoint: trunkResource.name,
  },
  'security.unknown-number': {
    ...incident,
    detail:
      'Somebody called a number that no line has; give it to a line, or ask the carrier why it comes here.',
    source: '192.0.2.40',
    call: CALL_ID,
    caller: contact,
    dialled: { type: 'number', number: '+494066969199' },
    trunk: trunkResource.name,
  },
  'security.call-refused': {
    ...incident,
    detail: 'A phone dialled what it cannot have: the agent belongs to no line.',
    source: '192.0.2.17',
    why: 'the agent belongs to no line',
    phone: 'phone-201',
    dialled: mobile,
  },
  'security.number-refused': {
    ...incident,
    detail: 'This number may not be dialled now: outside-to-outside.',
    source: '192.0.2.17',
    by: BY_ANNA,
    rule: 'outside-to-outside',
    number: mobile,
    line: hotline.id,
    agent: anna.id,
  },
  'security.refusals': {
    ...incident,
    detail: 'Outside numbers were refused again and again; see who dials them, and the rules of the guard.',
    source: '192.0.2.17',
    by: BY_ANNA,
    refusals: 5,
    rule: 'outside-to-outside',
  },
  'security.minutes-used-up': {
    ...incident,
    detail: 'The minutes that may be talked outside in a day are used up; calls were ended (settings/guard).',
    rule: 'minutes-per-day',
    calls: 1,
    agent: anna.id,
  },
  'security.phone-not-revoked': {
    ...incident,
    detail:
      'Asterisk could not be had to forget a phone that is gone: its password may still be good. This is tried until it is done.',
    phone: 'phone-201',
    reason: 'asterisk-unavailable',
  },
};
