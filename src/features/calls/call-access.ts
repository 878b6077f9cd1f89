import type { Call, Party } from '../../core/call/call';
import type { Principal } from '../../platform/access/principal';

/**
 * The agents whose call it is: those who are in it or are rung for it now, and those who have been in it. Whoever was rung
 * and did not take it has nothing to do with it any longer.
 */
export function agentsOf({ legs }: Call): readonly string[] {
  const involved = legs.filter(({ state, answeredAt }) => state !== 'gone' || answeredAt !== undefined);
  return [...new Set(involved.flatMap(({ party }) => (party.type === 'agent' ? [party.agentId] : [])))];
}

/** The agents who hear of an event of the call: those whose call it is, and the one it is about (their phone stopped ringing). */
export function audienceOf(call: Call, about: Party | undefined): readonly string[] {
  const agents = agentsOf(call);
  if (about?.type !== 'agent' || agents.includes(about.agentId)) return agents;
  return [...agents, about.agentId];
}

/** Others' calls are to an agent as if they were not there. */
export function maySee({ permissions, agentId }: Principal, call: Call): boolean {
  return permissions.has('supervise') || (agentId !== undefined && agentsOf(call).includes(agentId));
}
