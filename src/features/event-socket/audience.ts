import type { Principal } from '../../platform/access/principal';
import type { PublishedEvent } from '../../platform/events/event';

/** Whether an event is for this one: an agent hears of their own calls only; incidents and trunks are for administrators. */
export function mayHear(principal: Principal, { type, callId, agents }: PublishedEvent): boolean {
  const { permissions, agentId } = principal;
  if (/^(security|store|asterisk|trunk)\./.test(type)) return permissions.has('administer');
  if (callId === undefined || permissions.has('supervise')) return true;
  return agentId !== undefined && agents !== undefined && agents.includes(agentId);
}
