import type { AgentState } from '../../../core/agent';

/** What others' busy lamps are told of an agent: a state, and nothing of whose call it is. */
export type Lamp =
  /** Dark: the agent can be called. */
  | 'free'
  /** Flashes. */
  | 'ringing'
  /** Lit. */
  | 'on-call'
  /** Lit: the agent is there, and is not to be called. */
  | 'busy'
  /** Dark, and crossed out on phones that can show it: no phone of the agent is registered. */
  | 'offline';

/**
 * A lamp answers one question: is there any use in calling the agent now? So an agent who is away, busy or in wrap-up is lit like
 * one who talks; that the agent has no phone is the one thing that a lit lamp must not say.
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
