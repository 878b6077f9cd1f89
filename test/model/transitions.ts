import { type Call, type Leg, phase } from '../../src/core/call/call';

/** Which phases of a call, and which states of a leg, follow each other by one input; as `from --> to`. */
export class Transitions {
  readonly phases = new Set<string>();
  readonly legs = new Set<string>();

  /** A call has just begun. */
  begin(call: Call): void {
    add(this.phases, start, phase(call));
    for (const l of call.legs) add(this.legs, start, l.state);
  }

  note(before: Call, after: Call): void {
    if (before === after) return;
    add(this.phases, phase(before), phase(after));
    // Legs are never taken away, nor do they change places.
    if (before.legs !== after.legs)
      after.legs.forEach((l, at) => add(this.legs, stateOf(before.legs[at]), l.state));
  }

  include({ phases, legs }: Transitions): void {
    for (const arrow of phases) this.phases.add(arrow);
    for (const arrow of legs) this.legs.add(arrow);
  }
}

const start = 'start';

function stateOf(l: Leg | undefined): string {
  return l?.state ?? start;
}

function add(to: Set<string>, before: string, after: string): void {
  if (before !== after) to.add(`${before} --> ${after}`);
}

/** The arrows of the diagram that stands above a type, each as `from --> to`. */
export function drawnAbove(type: string, source: string): ReadonlySet<string> {
  const [above = ''] = source.split(`export type ${type} =`);
  const diagram = above.slice(above.lastIndexOf('flowchart LR'));
  const arrows = [...diagram.matchAll(/^ \* {3}(\w+) --> (.+)$/gm)];
  return new Set(arrows.flatMap(([, from, to = '']) => to.split(' & ').map((one) => `${from} --> ${one}`)));
}
