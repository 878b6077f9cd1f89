/**
 * How long is a company without its switchboard when Baton is started again in the middle of a busy day? A thousand live
 * calls (talking, on hold, in consultation, with a target ringing) are brought about by Baton's own core, which is then
 * killed. Measured is the time from the new connection to Asterisk until all of them are under control again, on the
 * simulated Asterisk and, with Local channels for phones, on the real one; the start of the process is told beside it.
 *
 *     npm run bench:recovery                      1000 calls, three restarts of each
 *     npm run bench:recovery -- --calls=100 --runs=1
 *
 * The slowest counts; exit code 1 when one is above 3 s, or when a call is not what it was.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { recoverReal } from './recovery/real';
import { type Recovery, report } from './recovery/report';
import { recoverSimulated } from './recovery/simulated';

const places = { simulated: recoverSimulated, 'real Asterisk': recoverReal };

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { calls: { type: 'string', default: '1000' }, runs: { type: 'string', default: '3' } },
  });
  const [calls, runs] = [Number(values.calls), Number(values.runs)];
  if (![calls, runs].every((n) => Number.isInteger(n) && n >= 1))
    throw new Error('--calls and --runs must be whole numbers from 1 on');
  const verdicts: boolean[] = [];
  for (const [where, recover] of Object.entries(places))
    verdicts.push(report(calls, where, await inFolder((dir) => recover(calls, runs, dir))));
  return verdicts.every((isGood) => isGood) ? 0 : 1;
}

async function inFolder(
  measure: (dir: string) => Promise<readonly Recovery[]>,
): Promise<readonly Recovery[]> {
  const dir = mkdtempSync(join(tmpdir(), 'baton-recovery-'));
  try {
    return await measure(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
