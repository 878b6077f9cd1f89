import type { Call } from '../../test/support/phones/call';
import type { Phone } from '../../test/support/phones/phone';

/** The same three phones for every way. */
export interface Cast {
  readonly caller: Phone;
  readonly anna: Phone;
  readonly ben: Phone;
}

/** The contact and Anna are talking. */
export interface Conversation {
  readonly contact: Call;
  /** Anna introduces Ben. Resolves when the command was accepted. */
  readonly introduce: () => Promise<void>;
  readonly merge: () => Promise<void>;
  /** What the way is made of, often enough to be compiled: a server at work has been running for longer than a minute. */
  readonly exercise: () => Promise<void>;
  /** Everybody has hung up: resolves when the next conversation can begin. */
  readonly over: () => Promise<void>;
}

/** One way to do a warm transfer. */
export interface Way {
  readonly name: string;
  readonly converse: () => Promise<Conversation>;
}
