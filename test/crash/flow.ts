import type { CallResource } from '../support/call-resource';
import type { Cast, Name } from './cast';
import type { Scene } from './part';

/** A command, as somebody gives it who wants it done whatever happens to the server meanwhile. */
export interface Command {
  readonly by: 'api';
  readonly method: 'POST' | 'DELETE';
  /** Below the call's own path. */
  readonly path: (call: CallResource, cast: Cast) => string;
  readonly body?: (cast: Cast) => object;
  /** Whether the call shows that it has been done: asked when nobody knows whether it was. */
  readonly done: (call: CallResource) => boolean;
}

/** What a person does with a phone; Asterisk knows of it even while Baton does not. */
export interface Gesture {
  readonly by: 'phone';
  readonly who: Name;
  readonly does: (cast: Cast) => Promise<unknown>;
  /** A key that nobody heard is pressed again by whoever is asked again. */
  readonly repeats?: boolean;
  /** Without Baton the dialplan has its own answer to it, so it is not tried in an outage. */
  readonly needsBaton?: boolean;
}

/** Nobody does anything: a deadline passes. */
export interface Wait {
  readonly by: 'time';
}

export interface Stage {
  readonly title: string;
  readonly act: Command | Gesture | Wait;
  /** What everybody experiences when it is done. */
  readonly then: Scene;
}

/** One story of a call, from its first conversation to its last hang-up. */
export interface Flow {
  readonly name: string;
  /** What everybody experiences before the first stage. */
  readonly begins: 'contact and anna talk' | 'nobody calls yet';
  readonly stages: readonly Stage[];
  /** Which stages' outcomes are held through a cut of half a minute; by title. */
  readonly longCuts?: readonly string[];
  /** After which stage Asterisk is killed, by title: its calls are over then, and the next one must work. */
  readonly asteriskDiesAfter?: string;
}

/** Where everybody is before the first stage of a flow. */
export function openingScene({ begins }: Flow): Scene {
  return begins === 'nobody calls yet' ? {} : { contact: ['anna'], anna: ['contact'] };
}
