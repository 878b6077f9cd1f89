import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { type GroupMember, memberKey, strategies } from '../../core/ringing/ring-group';
import { givenId, oneLine } from '../../platform/http/fields';
import { contained, filteredFlag, listQuery, pageOf } from '../../platform/lists/paging';

const id = z.string().min(1).max(64);
const number = z
  .string()
  .regex(/^\+?[0-9*#]{1,32}$/, 'must be 1 to 32 of 0-9 * #, with or without a leading +');
const ringSeconds = z.int().min(5).max(120);

const times = {
  delaySeconds: z
    .int()
    .min(0)
    .max(120)
    .exactOptional()
    .describe('From the start of the wave until the member rings.'),
  ringSeconds: ringSeconds
    .exactOptional()
    .describe(
      "How long the member rings; default: what is left of the layer's ring time when this ringing begins.",
    ),
  weight: z
    .int()
    .min(1)
    .max(100)
    .exactOptional()
    .describe('Strategy weighted: how likely the member is drawn before the others; default 1.'),
};

const member = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('agent'), id, ...times }),
  z.strictObject({ type: z.literal('number'), number, ...times }),
]);

const layerShape = z.strictObject({
  strategy: z
    .enum(strategies)
    .describe('simultaneous: all members in one wave. The others: one after another, in this order.'),
  ringSeconds: ringSeconds.describe('How long each wave lasts.'),
  members: z.array(member).min(1).max(50),
});

/** What would otherwise be a member who rings twice at once, or never. */
const layer = layerShape.superRefine(({ members, ringSeconds: lasts }, context) => {
  const refuse = (index: number, field: string, message: string) =>
    context.addIssue({ code: 'custom', path: ['members', index, field], message });
  const seen = new Set<string>();
  members.forEach((given, index) => {
    const key = memberKey(given);
    if (seen.has(key)) refuse(index, fieldOf(given), 'is in this layer already');
    seen.add(key);
    if ((given.delaySeconds ?? 0) >= lasts) {
      refuse(index, 'delaySeconds', "must be less than the layer's ringSeconds: the member would never ring");
    }
  });
});

const layers = z
  .array(layer)
  .max(10)
  // A search is part of the facts of its call, which are stored with every step.
  .refine(
    (given) => given.reduce((sum, { members }) => sum + members.length, 0) <= 100,
    'must have at most 100 members in all',
  );

const noAnswer = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('agent'), id }),
  z.strictObject({ type: z.literal('ring-group'), id }),
  z.strictObject({ type: z.literal('number'), number }),
  z.strictObject({ type: z.literal('last-resort') }),
]);

const name = oneLine(100);
const namePrefix = oneLine(20);
const musicClass = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be 1 to 40 letters, digits, _ or -');
const rounds = z.int().min(1).max(5);
const wrapUpSeconds = z.int().min(0).max(600);

const newRingGroup = z.strictObject({
  name,
  active: z.boolean().default(true),
  namePrefix: namePrefix.exactOptional(),
  musicClass: musicClass.exactOptional(),
  rounds: rounds.default(1),
  wrapUpSeconds: wrapUpSeconds.default(0),
  confirm: z.boolean().default(false),
  skip: z
    .strictObject({
      onCall: z.boolean().default(true),
      notRegistered: z.boolean().default(true),
      wrapUp: z.boolean().default(true),
      away: z.boolean().default(true),
    })
    .prefault({}),
  noAnswer: noAnswer.nullable().default(null),
  layers,
});

export class CreateRingGroupDto extends createZodDto(newRingGroup) {}

/** In an export. */
export const ringGroupItem = newRingGroup.extend({ id: givenId });

/** As a merge patch (RFC 7396): what is absent stays, `null` removes; lists are replaced whole. */
export class UpdateRingGroupDto extends createZodDto(
  z.strictObject({
    name: name.exactOptional(),
    active: z.boolean().exactOptional(),
    namePrefix: namePrefix.nullable().exactOptional(),
    musicClass: musicClass.nullable().exactOptional(),
    rounds: rounds.exactOptional(),
    wrapUpSeconds: wrapUpSeconds.exactOptional(),
    confirm: z.boolean().exactOptional(),
    skip: z
      .strictObject({
        onCall: z.boolean().exactOptional(),
        notRegistered: z.boolean().exactOptional(),
        wrapUp: z.boolean().exactOptional(),
        away: z.boolean().exactOptional(),
      })
      .exactOptional(),
    noAnswer: noAnswer.nullable().exactOptional(),
    layers: layers.exactOptional(),
  }),
) {}

const ringGroup = z.object({
  id: z.string(),
  name: z.string(),
  active: z.boolean().describe('Only an active group is offered and accepted as a target.'),
  namePrefix: z.string().exactOptional().describe("Shown to members before the caller's name."),
  musicClass: z.string().exactOptional(),
  rounds: z.number().int().describe('How often all layers are gone through.'),
  wrapUpSeconds: z.number().int().describe('How long a member is left alone after a call of this group.'),
  confirm: z.boolean().describe('A member who picks up must confirm before being connected.'),
  skip: z.object({
    onCall: z.boolean().describe('Pass over those who talk or are being rung.'),
    notRegistered: z.boolean(),
    wrapUp: z.boolean(),
    away: z.boolean().describe('Pass over those who say that they are away or busy.'),
  }),
  noAnswer: noAnswer.nullable(),
  layers: z.array(layerShape.extend({ members: z.array(member).readonly() })).readonly(),
});

export class RingGroupDto extends createZodDto(ringGroup) {}
export class RingGroupPageDto extends createZodDto(pageOf(ringGroup)) {}

const ringGroupListQuery = listQuery(['created', 'name'], 'created', {
  q: contained.optional().describe('The name contains it.'),
  active: filteredFlag.optional().describe('Only groups that are active, or only those that are not.'),
});

export type RingGroupListQuery = z.output<typeof ringGroupListQuery>;
export class RingGroupListQueryDto extends createZodDto(ringGroupListQuery) {}

function fieldOf(given: GroupMember): string {
  switch (given.type) {
    case 'agent':
      return 'id';
    case 'number':
      return 'number';
  }
}
