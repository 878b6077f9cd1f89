/** One recovery, in milliseconds. */
export interface Recovery {
  /** From the start of the process until it is connected to Asterisk, with the facts read. 0: there is no process. */
  readonly startMs: number;
  /** From then on: Asterisk looked at, and everything asked of it that a restart makes necessary. */
  readonly recoveryMs: number;
  /** What was not as it should be. */
  readonly wrong: readonly string[];
}

const allowedMs = 3_000;

/** @returns whether it was fast enough, every time, and nothing was wrong */
export function report(calls: number, where: string, runs: readonly Recovery[]): boolean {
  for (const [run, { startMs, recoveryMs, wrong }] of runs.entries()) {
    const start = `start of the process and connection ${seconds(startMs)}`;
    console.log(`  ${where}, run ${run + 1}: ${start}, recovery ${seconds(recoveryMs)}`);
    for (const what of wrong.slice(0, 10)) console.log(`    wrong: ${what}`);
    if (wrong.length > 10) console.log(`    and ${wrong.length - 10} more`);
  }
  const slowest = Math.max(...runs.map(({ recoveryMs }) => recoveryMs));
  const isRight = runs.every(({ wrong }) => wrong.length === 0);
  const verdict = `${isRight ? 'recovered' : 'NOT recovered as they were'} in ${seconds(slowest)}`;
  console.log(`bench:recovery: ${calls} calls, ${where}: ${verdict}`);
  return isRight && slowest < allowedMs;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
