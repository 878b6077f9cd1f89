import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { agentStates } from '../../core/agent';
import { endReasons } from '../../core/call/call';
import { filteredId, filteredTime, listQuery, pageOf } from '../../platform/lists/paging';

const id = z.string().min(1).max(64);
// Whether it can be dialled is a matter of its own, with an answer of its own: 422.
const number = z.string().min(1).max(64);

const target = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('agent'), id }),
  z.strictObject({ type: z.literal('ring-group'), id }),
  z.strictObject({ type: z.literal('number'), number }),
]);

/** The parties that an agent can call: a group cannot be the other side of a call that begins. */
const callee = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('agent'), id }),
  z.strictObject({ type: z.literal('number'), number }),
]);

/** Seconds a target may ring. */
const timeout = z.int().min(5).max(120);

export class OriginateDto extends createZodDto(
  z.strictObject({
    line: id.describe('Id of the line that the call goes out on.'),
    agent: id.describe('Id of the agent whose phone rings first.'),
    target: callee,
  }),
) {}

const transferRequest = z
  .strictObject({
    mode: z.enum(['warm', 'cold']).describe('warm: introduce first; cold: straight to the target.'),
    target,
    timeout: timeout.exactOptional(),
    followNoAnswer: z
      .boolean()
      .exactOptional()
      .describe('Ring group only: whether it leads on to its own no-answer destination. Default: no.'),
    confirm: z
      .boolean()
      .exactOptional()
      .describe('Number only: whether it must press 1 to accept. Default: cold yes, warm no.'),
    release: z
      .enum(['on-answer', 'now'])
      .exactOptional()
      .describe(
        'Cold only: whether the transferor stays until the target answers (the default) or is freed now.',
      ),
  })
  .refine(({ mode, release }) => mode === 'cold' || release === undefined, {
    path: ['release'],
    message: 'belongs to a cold transfer only',
  });

export type TransferRequest = z.output<typeof transferRequest>;
export class TransferDto extends createZodDto(transferRequest) {}

export class CallListQueryDto extends createZodDto(
  listQuery(['started'], '-started', {
    state: z
      .enum(['live', 'ended', 'all'])
      .default('live')
      .describe('live: calls that go on; ended: those that are over.'),
    line: filteredId.optional().describe('Only calls of this line, whichever side began them.'),
    agent: filteredId.optional().describe('Only calls that this agent has to do with.'),
    number: z
      .string()
      .trim()
      .regex(/^\+?[0-9*#]{2,32}$/, 'must be 2 to 32 of 0-9 * #, with or without a leading +')
      .optional()
      .describe('Only calls with this outside number. Needs numbers:real.'),
    from: filteredTime.optional().describe('Began then or later.'),
    to: filteredTime.optional().describe('Began before then.'),
  }),
) {}

const party = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('contact'),
    number: z.string().describe('Empty if the contact withholds it.'),
    name: z.string(),
    withheld: z.boolean().exactOptional(),
  }),
  z.object({ type: z.literal('agent'), agentId: z.string(), name: z.string(), extension: z.string() }),
  z.object({ type: z.literal('number'), number: z.string() }),
]);

const shownTarget = z.discriminatedUnion('type', [
  z.object({ type: z.literal('agent'), id: z.string() }),
  z.object({ type: z.literal('number'), number: z.string() }),
  z.object({ type: z.literal('ring-group'), id: z.string() }),
  z.object({ type: z.enum(['group-of-agent', 'redirect', 'last-resort']) }),
]);

const time = z.string().describe('ISO 8601, UTC');

const presented = z.object({
  name: z.string(),
  number: z.string(),
  profile: z
    .enum(['none', 'diversion', 'assert'])
    .exactOptional()
    .describe("The trunk's profile, where it played a part."),
  reason: z.string(),
});

const leg = z.object({
  id: z.string(),
  party,
  state: z.enum(['offered', 'wanted', 'ringing', 'confirming', 'up', 'ending', 'gone']),
  phoneHold: z.boolean().describe('The hold key of the phone itself.'),
  shows: presented.nullable().describe('What its phone was told to show, and why.'),
  shownBefore: z.array(presented).describe('What it was told before, oldest first.'),
  answeredAt: time.nullable(),
  endReason: z.enum(endReasons).describe('Null as long as it goes on.').nullable(),
});

const transfer = z.object({
  id: z.string(),
  mode: z.enum(['warm', 'cold']),
  state: z.enum(['ringing', 'consultation']),
  target: shownTarget,
  targetLeg: z.string().describe('Of the target that has answered.').nullable(),
  transferor: z
    .string()
    .describe('Null once the transferor has left: the transfer goes on without them.')
    .nullable(),
  swapped: z.boolean(),
  startedAt: time,
});

const closedTransfer = z.object({
  id: z.string(),
  mode: z.enum(['warm', 'cold']),
  target: shownTarget,
  outcome: z.string(),
  startedAt: time,
  endedAt: time,
});

const call = z.object({
  id: z.string(),
  state: z.enum([
    'ringing',
    'talking',
    'held',
    'introducing',
    'consulting',
    'merged',
    'transferring',
    'recalling',
    'ending',
    'ended',
  ]),
  direction: z.enum(['inbound', 'outbound', 'internal']),
  line: z
    .object({ id: z.string(), name: z.string(), number: z.string() })
    .describe('Null if no line has the number that was called.')
    .nullable(),
  dialled: z
    .object({ type: z.literal('number'), number: z.string() })
    .describe('What was called if no line has it, number or not; null as well if the trunk named none.')
    .nullable(),
  contact: z.string().describe("Id of the contact's leg."),
  owner: z.string().describe('Id of the leg whose agent holds the controls.').nullable(),
  legs: z.array(leg),
  transfer: transfer.nullable().describe('The open transfer.'),
  transfers: z.array(closedTransfer).describe('Transfers that have ended, oldest first.'),
  startedAt: time,
  endedAt: time.nullable(),
  endReason: z.enum(endReasons).describe('Null as long as it goes on.').nullable(),
});

export type CallResource = z.output<typeof call>;
export type TransferResource = z.output<typeof transfer>;
export type TargetResource = z.output<typeof shownTarget>;

export class CallDto extends createZodDto(call) {}
export class CallPageDto extends createZodDto(pageOf(call)) {}

export class TimelineDto extends createZodDto(
  z.object({
    parties: z.array(party).describe('Everybody who had a part in the call.'),
    items: z.array(
      z.object({
        time,
        kind: z
          .enum(['input', 'event', 'step'])
          .describe('What came in, what it changed, what was done in Asterisk.'),
        type: z.string(),
        sentence: z.string().exactOptional().describe('What did not go as asked, in words.'),
        tookMs: z.number().exactOptional(),
        result: z.string().exactOptional(),
        details: z.looseObject({}),
      }),
    ),
  }),
) {}

export class TargetsDto extends createZodDto(
  z.object({
    agents: z
      .array(
        z.object({
          id: z.string(),
          name: z.string(),
          extension: z.string(),
          state: z.enum(agentStates),
          canRing: z.boolean().describe('Whether a transfer to this agent would be accepted now.'),
        }),
      )
      .describe("Of the call's line, without those who are in the call; those who can ring first."),
    ringGroups: z.array(z.object({ id: z.string(), name: z.string() })).describe('The active ones.'),
    number: z.boolean().describe('Whether this key may hand calls on to a number.'),
  }),
) {}

/** Answer to a new transfer: the transfer, and the call as it is now. */
export class TransferStartedDto extends createZodDto(z.object({ transfer, call })) {}
