import { z } from 'zod';
import { type Call, endReasons, failureReasons } from '../../core/call/call';
import { numberFormats } from '../../core/caller-id/calling-policy';

/**
 * What the facts of a call have to be when they are read from the store. Fields that are not known are left out, as the core
 * would neither use nor keep them; a field that is missing, or is something else, makes the facts unreadable. That this has
 * the fields of {@link Call}, no more and no less, the compiler sees to at the end of this file.
 */

const ms = z.number();
const id = z.string();

const party = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('contact'),
    number: z.string(),
    name: z.string(),
    withheld: z.boolean().exactOptional(),
  }),
  z.object({ type: z.literal('agent'), agentId: id, name: z.string(), extension: z.string() }),
  z.object({ type: z.literal('number'), number: z.string() }),
]);

const asker = z.object({ id, role: z.enum(['admin', 'supervisor', 'agent']) });

const endReason = z.enum(endReasons);

const profile = z.enum(['none', 'diversion', 'assert']);

const presented = z.object({
  name: z.string(),
  number: z.string(),
  headers: z.record(z.string(), z.string()).exactOptional(),
  profile: profile.exactOptional(),
  reason: z.string(),
});

const attemptKind = z.enum(['inbound', 'warm', 'cold', 'recall']);
const seat = z.object({ groupId: id, layer: z.number(), member: z.string() });

const leg = z.object({
  id,
  party,
  endpoint: z.string().exactOptional(),
  asker: asker.exactOptional(),
  state: z.enum(['offered', 'wanted', 'ringing', 'confirming', 'up', 'ending', 'gone']),
  startAt: ms.exactOptional(),
  ringMs: ms.exactOptional(),
  shows: presented.exactOptional(),
  shownBefore: z.array(presented).exactOptional(),
  asked: z.object({ kind: attemptKind, by: id.nullable() }).exactOptional(),
  ringsWith: z.array(id).exactOptional(),
  confirm: z.boolean().exactOptional(),
  connectedAt: ms.exactOptional(),
  confirmBy: ms.exactOptional(),
  earlyMedia: z.boolean().exactOptional(),
  namePrefix: z.string().exactOptional(),
  wrapUpMs: ms.exactOptional(),
  unlessOnCall: z.boolean().exactOptional(),
  seat: seat.exactOptional(),
  phoneHold: z.boolean().exactOptional(),
  answeredAt: ms.exactOptional(),
  end: z.object({ reason: endReason, at: ms }).exactOptional(),
});

const ring = z.object({
  party,
  endpoint: z.string(),
  asker: asker.exactOptional(),
  delayMs: ms,
  ringMs: ms,
  confirm: z.boolean().exactOptional(),
  namePrefix: z.string().exactOptional(),
  wrapUpMs: ms.exactOptional(),
  unlessOnCall: z.boolean().exactOptional(),
  seat: seat.exactOptional(),
});

const targets = [
  z.object({ type: z.literal('agent'), agentId: id }),
  z.object({ type: z.literal('number'), number: z.string() }),
  z.object({ type: z.literal('ring-group'), groupId: id }),
] as const;

const stop = z.discriminatedUnion('type', [
  ...targets,
  z.object({ type: z.literal('group-of-agent'), agentId: id }),
  z.object({ type: z.literal('redirect'), to: z.string() }),
  z.object({ type: z.literal('last-resort') }),
]);

const failureReason = z.enum(failureReasons);

const attempt = z.object({
  id,
  kind: attemptKind,
  target: stop,
  stop,
  transferor: id.nullable(),
  from: id.nullable().exactOptional(),
  asker: asker.exactOptional(),
  ringing: z.array(id),
  waves: z.array(z.array(ring)).nullable(),
  then: z.array(stop),
  stops: z.number(),
  musicClass: z.string().exactOptional(),
  answered: id.nullable(),
  swapped: z.boolean(),
  startedAt: ms,
  stopSince: ms,
  failure: failureReason.exactOptional(),
});

const closedAttempt = z.object({
  id,
  kind: attemptKind,
  target: stop,
  startedAt: ms,
  endedAt: ms,
  outcome: z.enum([
    'answered',
    'merged',
    'completed',
    'cancelled',
    'contact-gone',
    'dropped',
    'asterisk-restarted',
    ...failureReason.options,
  ]),
});

const line = z.object({
  id,
  name: z.string(),
  number: z.string(),
  country: z.string().exactOptional(),
  trunk: z.string(),
  musicClass: z.string(),
  fallback: z.discriminatedUnion('type', targets).nullable(),
  lastResort: z.string().exactOptional(),
  calling: z
    .object({
      masking: z.boolean(),
      mask: z.string(),
      transferCallerId: z.enum(['lead', 'mask']),
      trunk: z.object({
        profile,
        numberFormat: z.enum(numberFormats).exactOptional(),
        domain: z.string().exactOptional(),
      }),
      emergency: z.array(z.string()),
    })
    .exactOptional(),
});

export const callSchema = z.object({
  id,
  store: z.string().exactOptional(),
  direction: z.enum(['inbound', 'outbound', 'internal']),
  line,
  unknown: z.literal(true).exactOptional(),
  legs: z.array(leg),
  contact: id,
  owner: id.nullable(),
  attempt: attempt.nullable(),
  attempts: z.array(closedAttempt),
  pastOwners: z.array(z.object({ party, endpoint: z.string(), asker: asker.exactOptional(), agentId: id })),
  held: z.boolean(),
  waitingSince: ms.nullable(),
  serial: z.number(),
  startedAt: ms,
  ended: z.object({ reason: endReason, at: ms }).nullable(),
  limits: z.object({
    maxParties: z.number(),
    maxWaitMs: ms,
    agentRingMs: ms,
    numberRingMs: ms,
    maxOutsideMs: ms.exactOptional(),
  }),
});

/** With every field there: what one has and the other has not makes a difference. */
type Complete<T> = T extends readonly (infer Item)[]
  ? readonly Complete<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]-?: Complete<T[Key]> }
    : T;
type Read = Complete<z.output<typeof callSchema>>;
type Kept = Complete<Call>;

// A field of the facts that is not read, or one that is read and is none.
true satisfies [Read] extends [Kept] ? ([Kept] extends [Read] ? true : false) : false;
