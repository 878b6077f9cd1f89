import type { Broken } from './rules';
import type { Script } from './script';
import { replay } from './world';

export interface Smallest {
  readonly script: Script;
  readonly endsAt: number;
  readonly broken: Broken;
}

type Part = 'actions' | 'faults' | 'reactions';

/** Leaves out whatever the failure does not need: halves first, then smaller and smaller pieces, while it still fails alike. */
export async function shrink(script: Script, endsAt: number, broken: Broken): Promise<Smallest> {
  let best: Smallest = { script, endsAt, broken };
  const attempt = async (candidate: Script, until: number): Promise<boolean> => {
    const found = await replay(candidate, until);
    if (found === null || !isAlike(found, broken)) return false;
    best = { script: candidate, endsAt: until, broken: found };
    return true;
  };
  for (const until of [5_000, 10_000, 20_000, 40_000, 80_000, 160_000]) {
    if (until < endsAt && (await attempt(best.script, until))) break;
  }
  for (let rounds = 0; rounds < 4; rounds += 1) {
    const before = size(best.script);
    for (const part of ['actions', 'faults', 'reactions'] as const) await thin(part, () => best, attempt);
    if (size(best.script) === before) break;
  }
  return best;
}

async function thin(
  part: Part,
  best: () => Smallest,
  attempt: (script: Script, endsAt: number) => Promise<boolean>,
): Promise<void> {
  for (let piece = Math.ceil(best().script[part].length / 2); piece >= 1; piece = Math.floor(piece / 2)) {
    for (let from = 0; from < best().script[part].length;) {
      const { script, endsAt } = best();
      const rest = [...script[part].slice(0, from), ...script[part].slice(from + piece)];
      if (!(await attempt({ ...script, [part]: rest }, endsAt))) from += piece;
    }
  }
}

/** Ids and times are others when something is left out. */
function isAlike(a: Broken, b: Broken): boolean {
  const inWords = ({ message }: Broken) => message.replace(/\d+/g, '');
  return a.verdict === b.verdict && inWords(a) === inWords(b);
}

function size({ actions, faults, reactions }: Script): number {
  return actions.length + faults.length + reactions.length;
}
