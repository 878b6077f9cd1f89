import type { Principal } from '../access/principal';
import type { PublishedEvent } from './event';

/** Whether an event is for this one: an agent hears of his own calls only; alarms and trunks are for administrators. */
export function mayHear(principal: Principal, { type, callId, agents }: PublishedEvent): boolean {
  const { permissions, agentId } = principal;
  if (/^(security|trunk)\./.test(type)) return permissions.has('administer');
  if (callId === undefined || permissions.has('supervise')) return true;
  return agentId !== undefined && agents !== undefined && agents.includes(agentId);
}
