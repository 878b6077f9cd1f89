import type { Dialable, Ring, Stop } from '../call/call';
import { agentAt } from '../call/dial';
import { inOrder } from './order';
import type { PlanContext } from './plan-context';
import {
  type GroupMember,
  type Layer,
  type MemberKey,
  memberKey,
  type NoAnswer,
  type RingGroup,
} from './ring-group';
import { endpointsToRing, skipReason } from './skip';

/** The place in a group that a ring came from: what its memory is kept by. */
interface Seat {
  readonly groupId: string;
  /** Index of the layer. */
  readonly layer: number;
  readonly member: MemberKey;
}

/** One phone of one member. An agent with two phones has two rings in the same wave, with the same seat. */
export interface PlannedRing extends Ring {
  readonly seat: Seat;
}

/** Fits where core/call takes a `Wave`. Never empty. */
export type PlannedWave = readonly PlannedRing[];

/**
 * The order of ringing, from the first round to the last: a snapshot, so that a change of settings does not disturb a search
 * under way. Only a member who is in another call when their turn comes is passed over after all. Empty if nobody may ring.
 *
 * A wave lasts as long as its layer says. A member begins after their delay and rings until the wave is over, or as long
 * as their own ring time says, even beyond it. A member whose delay is not shorter than the wave never rings: the wave is
 * over before their turn comes.
 */
export function planGroup(group: RingGroup, context: PlanContext): readonly PlannedWave[] {
  return Array.from({ length: group.rounds }, () =>
    group.layers.flatMap((layer, index) => planLayer(group, layer, index, context)),
  ).flat();
}

/** Where a call looks when nobody of the group took it. */
export function stopsAfter(noAnswer: NoAnswer | null): readonly Stop[] {
  switch (noAnswer?.type) {
    case undefined:
      return [];
    case 'agent':
      return [{ type: 'agent', agentId: noAnswer.id }];
    case 'ring-group':
      return [{ type: 'ring-group', groupId: noAnswer.id }];
    case 'number':
    case 'last-resort':
      return [noAnswer];
  }
}

function planLayer(
  group: RingGroup,
  layer: Layer,
  index: number,
  context: PlanContext,
): readonly PlannedWave[] {
  const byMember = inOrder(layer, index, context)
    .filter((member) => skipReason(member, group.skip, context) === null)
    .map((member) => ringsOf(member, group, index, layer, context));
  const waves = layer.strategy === 'simultaneous' ? [byMember.flat()] : byMember;
  return waves.filter((wave) => wave.length > 0);
}

function ringsOf(
  member: GroupMember,
  group: RingGroup,
  index: number,
  layer: Layer,
  context: PlanContext,
): readonly PlannedRing[] {
  const delayMs = (member.delaySeconds ?? 0) * 1000;
  const leftMs = layer.ringSeconds * 1000 - delayMs;
  if (leftMs <= 0) return [];
  const ringMs = member.ringSeconds === undefined ? leftMs : member.ringSeconds * 1000;
  const seat: Seat = { groupId: group.id, layer: index, member: memberKey(member) };
  const unlessOnCall = member.type === 'agent' && group.skip.onCall ? { unlessOnCall: true } : {};
  const how = { ...howToRing(group), ...unlessOnCall, delayMs, ringMs, seat };
  return dialablesOf(member, group, context).map((to) => ({ ...to, ...how }));
}

/** What is left out is for the call to decide. */
function howToRing({
  confirm,
  namePrefix,
  wrapUpSeconds,
}: RingGroup): Pick<Ring, 'confirm' | 'namePrefix' | 'wrapUpMs'> {
  return {
    ...(confirm ? { confirm } : {}),
    ...(namePrefix === undefined ? {} : { namePrefix }),
    ...(wrapUpSeconds === 0 ? {} : { wrapUpMs: wrapUpSeconds * 1000 }),
  };
}

function dialablesOf(member: GroupMember, group: RingGroup, context: PlanContext): readonly Dialable[] {
  switch (member.type) {
    case 'agent': {
      const agent = context.presence.get(member.id);
      if (!agent) return [];
      return endpointsToRing(agent, group.skip).map((endpoint) =>
        agentAt({ id: member.id, ...agent }, endpoint),
      );
    }
    case 'number': {
      const outside = context.outside.get(member.number);
      return outside && 'to' in outside ? [outside.to] : [];
    }
  }
}
