import type { Principal } from '../../platform/access/principal';
import type { PublishedEvent } from '../../platform/events/event';
import { incidentAreas } from '../../platform/events/incident';

const forAdministrators: readonly string[] = [...incidentAreas, 'incidents', 'trunk'];

/** Whether an event is for this one: an agent hears of their own calls only; incidents and trunks are for administrators. */
export function mayHear(principal: Principal, { type, callId, agents }: PublishedEvent): boolean {
  const { permissions, agentId } = principal;
  if (forAdministrators.includes(type.split('.', 1)[0] ?? '')) return permissions.has('administer');
  if (callId === undefined || permissions.has('supervise')) return true;
  return agentId !== undefined && agents !== undefined && agents.includes(agentId);
}
