import type { AgentActivity } from '../../core/agent';

/** Whose presence changed: a phone's owner is not known where registrations are watched. */
export type PresenceSubject =
  { readonly type: 'agent'; readonly id: string } | { readonly type: 'endpoint'; readonly endpoint: string };

/** What is known at this moment of phones and of who is in a call. Answers from memory. */
export abstract class AgentPresence {
  /** Whether this endpoint has a phone registered, or is one that needs no registration. */
  abstract registered(endpoint: string): boolean;

  abstract activity(agentId: string): AgentActivity;

  abstract onChange(listener: (subject: PresenceSubject) => void): void;
}
