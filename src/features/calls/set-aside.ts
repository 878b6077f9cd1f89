import type { Step } from '../../core/call/plan';
import type { Snapshot } from './pbx';

/** What is to be done about calls whose facts cannot be read. */
export interface Clearance {
  readonly steps: readonly Step[];
  /** Channels that are left as they are. */
  readonly left: ReadonlySet<string>;
  /** Nothing of these calls is in Asterisk any longer. */
  readonly over: readonly string[];
}

/**
 * Calls of which nothing is known but their ids, as their rows cannot be read. Whoever talks goes on talking; whoever is
 * alone, or waits, is led to the last resort, as nobody can tell any longer who was to come; whoever rings is let go. A
 * contact who called is not among them when alone: that one is welcomed anew.
 * @param callIdOf the call that a name of ours belongs to
 */
export function clear(
  setAside: ReadonlySet<string>,
  { channels, bridges }: Snapshot,
  callIdOf: (id: string) => string | null,
): Clearance {
  const callOf = (id: string | null) => {
    const call = id === null ? null : callIdOf(id);
    return call !== null && setAside.has(call) ? call : null;
  };
  const steps: Step[] = [];
  const left = new Set<string>();
  const present = new Set<string>();
  const kinds = new Map(bridges.map(({ id, type }) => [id, type]));
  for (const { id, bridge, state, inApp, arrival } of channels) {
    const call = callOf(id) ?? callOf(bridge);
    if (call === null) continue;
    present.add(call);
    const company = channels.filter((other) => other.bridge === bridge).length;
    const talks = bridge !== null && kinds.get(bridge) === 'mixing' && company > 1;
    const waitsAnew = !talks && arrival !== null && inApp;
    if (waitsAnew) continue;
    left.add(id);
    if (talks || (!inApp && state !== 'down')) continue;
    steps.push(
      state === 'up'
        ? { type: 'last-resort', leg: id, caller: null, context: null }
        : { type: 'hang-up', leg: id, reason: 'call-over' },
    );
  }
  for (const { id } of bridges) {
    const call = callOf(id);
    if (call === null) continue;
    present.add(call);
    if (!channels.some(({ bridge }) => bridge === id)) steps.push({ type: 'destroy-bridge', bridge: id });
  }
  return { steps, left, over: [...setAside].filter((call) => !present.has(call)) };
}
