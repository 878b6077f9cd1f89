import type { PlanContext, PlanMemory } from './plan-context';
import { type GroupMember, type Layer, type MemberKey, memberKey } from './ring-group';

/** A layer's members in the order in which its strategy rings them. Called once a round: chance draws anew. */
export function inOrder(
  layer: Layer,
  index: number,
  { memory, random }: PlanContext,
): readonly GroupMember[] {
  const { members } = layer;
  switch (layer.strategy) {
    case 'simultaneous':
    case 'ordered':
      return members;
    case 'round-robin':
      return afterLastTried(members, memory.lastTried.get(index));
    case 'longest-idle':
      return sortedBy(members, (member) => [idleSince(member, memory)]);
    case 'fewest-calls':
      return sortedBy(members, (member) => [callsToday(member, memory), idleSince(member, memory)]);
    case 'random':
      return drawn(members, () => 1, random);
    case 'weighted':
      return drawn(members, ({ weight }) => weight ?? 1, random);
  }
}

/** Also right when that member is skipped now; one who is a member no longer leaves no trace. */
function afterLastTried(
  members: readonly GroupMember[],
  last: MemberKey | undefined,
): readonly GroupMember[] {
  const next = members.findIndex((member) => memberKey(member) === last) + 1;
  return [...members.slice(next), ...members.slice(0, next)];
}

/** Smallest first; equals stay in the order of the list, as sorting is stable. */
function sortedBy(
  members: readonly GroupMember[],
  ranksOf: (member: GroupMember) => readonly number[],
): readonly GroupMember[] {
  const ranked = members.map((member) => ({ member, ranks: ranksOf(member) }));
  ranked.sort((a, b) => {
    const at = a.ranks.findIndex((rank, index) => rank !== b.ranks[index]);
    if (at === -1) return 0;
    return (a.ranks[at] ?? 0) < (b.ranks[at] ?? 0) ? -1 : 1;
  });
  return ranked.map(({ member }) => member);
}

/** An agent without a call yet has been idle longest. Of numbers nothing is known: they come after the agents. */
function idleSince(member: GroupMember, memory: PlanMemory): number {
  return member.type === 'agent' ? (memory.lastCallEndedAt.get(member.id) ?? -Infinity) : Infinity;
}

function callsToday(member: GroupMember, memory: PlanMemory): number {
  return member.type === 'agent' ? (memory.callsToday.get(member.id) ?? 0) : Infinity;
}

/** All of them, each drawn in turn from those who are left, with a chance in proportion to their weight. */
function drawn(
  members: readonly GroupMember[],
  weightOf: (member: GroupMember) => number,
  random: () => number,
): readonly GroupMember[] {
  const left = [...members];
  const order: GroupMember[] = [];
  while (left.length > 0) {
    let point = random() * left.reduce((sum, member) => sum + weightOf(member), 0);
    const at = left.findIndex((member) => {
      point -= weightOf(member);
      return point < 0;
    });
    order.push(...left.splice(at, 1));
  }
  return order;
}
