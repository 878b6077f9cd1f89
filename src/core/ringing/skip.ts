import type { MemberPresence, PlanContext } from './plan-context';
import type { GroupMember, SkipRules } from './ring-group';

export type SkipReason =
  'unknown' | 'no-phone' | 'not-registered' | 'on-call' | 'wrap-up' | 'away' | 'forbidden';

/** Why this member is passed over now; null if they may ring. Of a number nothing more is known than whether it may be dialled. */
export function skipReason(member: GroupMember, skip: SkipRules, context: PlanContext): SkipReason | null {
  if (member.type === 'number') {
    const outside = context.outside.get(member.number);
    return outside && 'to' in outside ? null : 'forbidden';
  }
  const agent = context.presence.get(member.id);
  if (!agent) return 'unknown';
  if (agent.phones.length === 0) return 'no-phone';
  if (endpointsToRing(agent, skip).length === 0) return 'not-registered';
  if (skip.onCall && (agent.activity === 'on-call' || agent.activity === 'ringing')) return 'on-call';
  if (skip.wrapUp && isWrappingUp(agent, context.now)) return 'wrap-up';
  if (skip.away && agent.status !== 'available') return 'away';
  return null;
}

/** The agent's phones that would ring; with the rule off also those that are not registered at this moment. */
export function endpointsToRing(agent: MemberPresence, skip: SkipRules): readonly string[] {
  return agent.phones
    .filter((phone) => phone.registered || !skip.notRegistered)
    .map(({ endpoint }) => endpoint);
}

function isWrappingUp({ activity, wrapUpUntil }: MemberPresence, now: number): boolean {
  return activity === 'wrap-up' || (wrapUpUntil !== null && now < wrapUpUntil);
}
