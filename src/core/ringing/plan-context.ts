import type { AgentActivity, AgentStatus } from '../agent';
import type { Dialable } from '../call/call';
import type { MemberKey } from './ring-group';

/** What an outside number is to this call: who is to be rung, or that it may not be dialled. */
export type OutsideMember = { readonly to: Dialable } | { readonly skipped: 'forbidden' };

/** Judges the outside numbers of a group. */
export type OutsideMembers = (number: string) => OutsideMember;

/** An agent's presence when the plan is made. */
export interface MemberPresence {
  readonly name: string;
  readonly extension: string;
  readonly status: AgentStatus;
  readonly activity: AgentActivity;
  /** Epoch milliseconds; null if the agent has nothing to finish. */
  readonly wrapUpUntil: number | null;
  readonly phones: readonly { readonly endpoint: string; readonly registered: boolean }[];
}

/** What is remembered of earlier calls. */
export interface PlanMemory {
  /** By index of the layer: the member who was tried last. */
  readonly lastTried: ReadonlyMap<number, MemberKey>;
  /** By agent, epoch milliseconds; of the agent's calls anywhere, not only in this group. */
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
  /** By number as it is set. */
  readonly outside: ReadonlyMap<string, OutsideMember>;
}
