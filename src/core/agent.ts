export const agentStatuses = ['available', 'away', 'busy'] as const;

/** What the agent has set. */
export type AgentStatus = (typeof agentStatuses)[number];

/** What Baton knows of the agent at this moment; the agent's own status shows only while nothing stronger does. */
export const agentStates = ['offline', 'on-call', 'ringing', 'wrap-up', ...agentStatuses] as const;
export type AgentState = (typeof agentStates)[number];

/** What an agent's legs are doing. */
export type AgentActivity = 'idle' | 'ringing' | 'on-call' | 'wrap-up';

export interface Agent {
  readonly id: string;
  readonly name: string;
  /** 2 to 6 digits, unique. */
  readonly extension: string;
  readonly status: AgentStatus;
}

/** Something that needs an agent, so that the agent cannot be deleted. */
export interface AgentUse {
  readonly type: string;
  readonly id: string;
  readonly name: string;
}
