import type { AgentActivity, AgentState, AgentStatus } from '../../core/agent';

/** What counts: a call that goes on, then whether the agent can be rung at all, then the status that the agent has set. */
export function stateOf(
  status: AgentStatus,
  phones: readonly boolean[],
  activity: AgentActivity,
): AgentState {
  if (activity === 'on-call' || activity === 'ringing') return activity;
  if (!phones.includes(true)) return 'offline';
  return activity === 'idle' ? status : activity;
}
