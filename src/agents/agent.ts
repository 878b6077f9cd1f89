export const agentStatuses = ['available', 'away', 'busy'] as const;

/** What the agent says of himself. */
export type AgentStatus = (typeof agentStatuses)[number];

/** What Baton knows of him at this moment; his own status shows only while nothing stronger does. */
export const agentStates = ['offline', 'on-call', 'ringing', 'wrap-up', ...agentStatuses] as const;
export type AgentState = (typeof agentStates)[number];

export interface Agent {
  readonly id: string;
  readonly name: string;
  /** 2 to 6 digits, unique. */
  readonly extension: string;
  readonly status: AgentStatus;
}

/** Something that needs an agent, so that he cannot be deleted. */
export interface AgentUse {
  readonly type: string;
  readonly id: string;
  readonly name: string;
}
