/** One recovery, in milliseconds. */
export interface Recovery {
  /** Until the first of them is looked at: what every start costs, with calls or without. */
  readonly startMs: number;
  /** Facts read, Asterisk looked at, everything asked of it that a restart makes necessary. */
  readonly recoveryMs: number;
  /** What was not as it should be. */
  readonly wrong: readonly string[];
}

export const allowedMs = 3_000;

/** @returns whether it was fast enough, every time, and nothing was wrong */
export function report(calls: number, where: string, runs: readonly Recovery[]): boolean {
  const total = ({ startMs, recoveryMs }: Recovery) => startMs + recoveryMs;
  for (const [run, recovery] of runs.entries()) {
    const { startMs, recoveryMs, wrong } = recovery;
    const parts = `start of the process ${seconds(startMs)}, recovery ${seconds(recoveryMs)}`;
    console.log(`  ${where}, run ${run + 1}: ${parts}, together ${seconds(total(recovery))}`);
    for (const what of wrong.slice(0, 10)) console.log(`    wrong: ${what}`);
    if (wrong.length > 10) console.log(`    and ${wrong.length - 10} more`);
  }
  const slowest = Math.max(...runs.map(total));
  const isRight = runs.every(({ wrong }) => wrong.length === 0);
  const verdict = `${isRight ? 'recovered' : 'NOT recovered as they were'} in ${seconds(slowest)}`;
  console.log(`bench:recovery: ${calls} calls, ${where}: ${verdict}`);
  return isRight && slowest < allowedMs;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
