import type { AgentStatus } from '../../agents/agent';
import type { AgentActivity } from '../../agents/agent-presence';
import type { MemberKey } from './ring-group';

/** An agent as he is when the plan is made. */
export interface MemberPresence {
  readonly name: string;
  readonly extension: string;
  readonly status: AgentStatus;
  readonly activity: AgentActivity;
  /** Epoch milliseconds; null if he has nothing to finish. */
  readonly wrapUpUntil: number | null;
  readonly phones: readonly { readonly endpoint: string; readonly registered: boolean }[];
}

/** What is remembered of earlier calls. */
export interface PlanMemory {
  /** By index of the layer: the member who was tried last. */
  readonly lastTried: ReadonlyMap<number, MemberKey>;
  /** By agent, epoch milliseconds; of his calls anywhere, not only in this group. */
  readonly lastCallEndedAt: ReadonlyMap<string, number>;
  /** By agent. */
  readonly callsToday: ReadonlyMap<string, number>;
}

/** Everything besides its settings that a plan depends on. */
export interface PlanContext {
  /** Epoch milliseconds. */
  readonly now: number;
  /** From 0 up to, but not including, 1. */
  readonly random: () => number;
  readonly memory: PlanMemory;
  /** By agent; one who is missing does not ring. */
  readonly presence: ReadonlyMap<string, MemberPresence>;
  /** PJSIP endpoint that leads outside. */
  readonly trunk: string;
}
