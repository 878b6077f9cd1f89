/** What an agent's legs are doing. */
export type AgentActivity = 'idle' | 'ringing' | 'on-call' | 'wrap-up';

/** What is known at this moment of phones and of who is in a call. Answers from memory. */
export abstract class AgentPresence {
  /** Whether this endpoint has a phone registered, or is one that needs no registration. */
  abstract registered(endpoint: string): boolean;

  abstract activity(agentId: string): AgentActivity;
}
