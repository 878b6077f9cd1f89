/**
 * How long does a list take in a company that has been at it for years? A fresh store is filled with 5,000 agents, lines,
 * groups and users, 500 trunks, 200 music classes, a million calls, and 200,000 each of incidents and entries of the audit log; the server as it
 * is delivered is asked over HTTP.
 *
 *     npm run bench:lists                     some minutes, and 5 GB in the folder for temporary files
 *     npm run bench:lists -- --calls=100000 --requests=50
 *
 * Exit code 1 when the 95th percentile of one list is 50 ms or more.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startAsterisk } from '../scripts/lib/embedded-asterisk.cjs';
import { startBaton } from '../test/support/baton';
import { asteriskOf } from '../test/support/world';
import { fill } from './lists/fill';
import { listsOf } from './lists/lists';
import { measure, type Measured } from './lists/measure';

const LIMIT_MS = 50;

/** Else it would delete what is older than a year while it is measured. */
const KEPT_FOR_EVER = {
  KEEP_CALLS_DAYS: '0',
  KEEP_TIMELINES_DAYS: '0',
  KEEP_AUDIT_DAYS: '0',
  KEEP_INCIDENTS_DAYS: '0',
};

const LAST_TRUNK = {
  name: 'last',
  kind: 'ip',
  server: '127.0.0.1',
  addresses: ['127.0.0.1'],
  checkEverySeconds: 0,
};

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      calls: { type: 'string', default: '1000000' },
      requests: { type: 'string', default: '40' },
    },
  });
  const [calls, requests] = [Number(values.calls), Number(values.requests)];
  if (!Number.isInteger(calls) || calls < 1000)
    throw new Error('--calls must be a whole number from 1000 on');
  if (!Number.isInteger(requests) || requests < 30)
    throw new Error('--requests must be a whole number from 30 on');
  const dir = mkdtempSync(join(tmpdir(), 'baton-lists-'));
  try {
    return await run(dir, calls, requests);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function run(dir: string, calls: number, requests: number): Promise<number> {
  const dataDir = join(dir, 'data');
  const startedAt = performance.now();
  const company = await fill(dataDir, calls);
  console.log(`filled in ${Math.round((performance.now() - startedAt) / 1000)} s: ${company.summary}`);
  const asterisk = await startAsterisk(asteriskOf(dir, {}));
  const baton = await startBaton({ asterisk, dataDir, env: KEPT_FOR_EVER });
  try {
    // Comes behind the trunks that Asterisk is given at a start: they are not what is measured.
    await baton.done('POST', '/trunks', LAST_TRUNK);
    const results: Measured[] = [];
    console.log(row('milliseconds', ['median', 'p95', 'items']));
    for (const list of await listsOf(baton, company)) {
      const { name, medianMs, p95Ms, items } = await measure(baton, list, requests);
      const tooSlow = p95Ms < LIMIT_MS ? '' : '  too slow';
      console.log(row(name, [medianMs.toFixed(1), p95Ms.toFixed(1), String(items)]) + tooSlow);
      results.push({ name, medianMs, p95Ms, items });
    }
    const slowest = Math.max(...results.map(({ p95Ms }) => p95Ms));
    console.log(`bench:lists: ${results.length} lists, slowest p95 ${slowest.toFixed(1)} ms`);
    return slowest < LIMIT_MS ? 0 : 1;
  } finally {
    await baton.stop();
    await asterisk.stop();
  }
}

function row(name: string, cells: readonly string[]): string {
  return name.padEnd(44) + cells.map((cell) => cell.padStart(9)).join('');
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
