import type { AgentState } from '../agent';

/** What others' busy lamps are told of an agent: a state, and nothing of whose call it is. */
export type Lamp =
  /** Dark: he can be called. */
  | 'free'
  /** Flashes. */
  | 'ringing'
  /** Lit. */
  | 'on-call'
  /** Lit: he is there, and is not to be called. */
  | 'busy'
  /** Dark, and crossed out on phones that can show it: no phone of his is registered. */
  | 'offline';

/**
 * A lamp answers one question: is there any use in calling him now? So whoever is away, busy or in wrap-up is lit like
 * one who talks; that he has no phone is the one thing that a lit lamp must not say.
 */
export function lampOf(state: AgentState): Lamp {
  switch (state) {
    case 'available':
      return 'free';
    case 'ringing':
    case 'on-call':
    case 'offline':
      return state;
    case 'away':
    case 'busy':
    case 'wrap-up':
      return 'busy';
  }
}
