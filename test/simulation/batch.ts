import { explore, type Mode, type Outcome } from './director';
import type { Cells } from './fault-ledger';
import { added } from './fault-table';
import type { Verdict } from './rules';
import { shrink } from './shrink';
import { replay } from './world';

export interface Failure {
  readonly world: number;
  readonly verdict: Verdict;
  readonly message: string;
  /** What is needed for it to happen, and what happens then. */
  readonly report: readonly string[];
}

export interface Tally {
  readonly worlds: number;
  readonly transfers: number;
  readonly calls: number;
  readonly faults: number;
  readonly cells: Cells;
  readonly failures: readonly Failure[];
}

export const nothing: Tally = { worlds: 0, transfers: 0, calls: 0, faults: 0, cells: {}, failures: [] };

/** Plays worlds `from` up to, not including, `to`. */
export async function playWorlds(seed: number, from: number, to: number, mode: Mode): Promise<Tally> {
  let tally = nothing;
  for (let world = from; world < to; world += 1) {
    const outcome = await explore(seed, world, mode);
    tally = sum(tally, {
      worlds: 1,
      transfers: outcome.transfers,
      calls: outcome.calls,
      faults: outcome.faults,
      cells: outcome.cells,
      failures: outcome.broken ? [await examine(world, outcome)] : [],
    });
  }
  return tally;
}

export function sum(a: Tally, b: Tally): Tally {
  return {
    worlds: a.worlds + b.worlds,
    transfers: a.transfers + b.transfers,
    calls: a.calls + b.calls,
    faults: a.faults + b.faults,
    cells: added(a.cells, b.cells),
    failures: [...a.failures, ...b.failures],
  };
}

/** The last line of a simulation. */
export function lastLine(transfers: number, { failures }: Tally, seed: number): string {
  const count = (...verdicts: Verdict[]) =>
    failures.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const other = count('rule broken');
  const broken = other > 0 ? `${other} rules broken, ` : '';
  return `simulation: ${transfers} transfers, ${count('contact lost')} contacts lost, ${broken}${count('left over')} left over, seed ${seed}`;
}

async function examine(world: number, { broken, script, endsAt }: Outcome): Promise<Failure> {
  if (!broken) throw new Error('nothing is broken');
  const again = await replay(script, endsAt);
  if (again?.verdict !== broken.verdict) {
    return {
      world,
      verdict: broken.verdict,
      message: broken.message,
      report: ['(a replay does not show it)'],
    };
  }
  const smallest = await shrink(script, endsAt, broken);
  const { setting, actions, reactions, faults } = smallest.script;
  const report = [
    `setting: ${JSON.stringify(setting)}`,
    ...actions.map((action) => `action: ${JSON.stringify(action)}`),
    ...reactions.map((reaction) => `reaction: ${JSON.stringify(reaction)}`),
    ...faults.map((fault) => `fault: ${JSON.stringify(fault)}`),
  ];
  await replay(smallest.script, smallest.endsAt, (line) => report.push(line));
  return { world, verdict: smallest.broken.verdict, message: smallest.broken.message, report };
}
