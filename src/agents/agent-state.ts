import type { AgentState, AgentStatus } from './agent';
import type { AgentActivity } from './agent-presence';

/** What counts: a call that goes on, then whether he can be rung at all, then what he says of himself. */
export function stateOf(
  status: AgentStatus,
  phones: readonly boolean[],
  activity: AgentActivity,
): AgentState {
  if (activity === 'on-call' || activity === 'ringing') return activity;
  if (!phones.includes(true)) return 'offline';
  return activity === 'idle' ? status : activity;
}
