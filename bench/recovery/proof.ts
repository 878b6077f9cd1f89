import type { Call } from '../../src/core/call/call';
import type { Snapshot } from '../../src/features/calls/pbx';

/** A call has to do what it is told, to count as recovered. */
export interface Controls {
  readonly command: (callId: string, verb: 'hold' | 'resume') => Promise<unknown>;
  readonly look: () => Promise<Snapshot>;
}

const proven = 20;
const obeysWithinMs = 10_000;

/** Puts the contacts of some calls on hold, or takes them back, and then undoes it; says who is not where they belong. */
export async function disobedient(calls: readonly Call[], controls: Controls): Promise<readonly string[]> {
  const some = pick(
    calls.filter(({ attempt }) => attempt === null),
    proven,
  );
  const wrong: string[] = [];
  for (const turn of ['there', 'back'] as const) {
    const isToBeHeld = ({ held }: Call) => (turn === 'there' ? !held : held);
    const verb = (call: Call) => (isToBeHeld(call) ? 'hold' : 'resume');
    await Promise.all(some.map((call) => controls.command(call.id, verb(call))));
    const deadline = performance.now() + obeysWithinMs;
    let misplaced: readonly string[];
    do {
      const snapshot = await controls.look();
      misplaced = some
        .filter(({ contact, ...call }) => isOnHold(contact, snapshot) !== isToBeHeld({ contact, ...call }))
        .map((call) => `${call.id} does not obey ${verb(call)}`);
    } while (misplaced.length > 0 && performance.now() < deadline);
    wrong.push(...misplaced);
  }
  return wrong;
}

/** Undefined: in no bridge at all. */
function isOnHold(contact: string, { channels, bridges }: Snapshot): boolean | undefined {
  const bridge = channels.find(({ id }) => id === contact)?.bridge;
  const found = bridges.find(({ id }) => id === bridge);
  return found && found.type === 'holding';
}

function pick<T>(from: readonly T[], count: number): readonly T[] {
  const left = [...from];
  const picked: T[] = [];
  while (picked.length < count && left.length > 0)
    picked.push(...left.splice(Math.floor(Math.random() * left.length), 1));
  return picked;
}
