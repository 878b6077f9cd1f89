// @ts-check
// `npm run test:crash [-- --only warm,recall --match 'request 3' --workers 2]`: kills the server after every single step of every flow, cuts
// its connection to Asterisk, and listens whether anybody was cut off. Its last line is
// `crash: N points, N recovered, 0 contacts lost`; the exit code is 0 only if it is exactly so.

import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { installAsterisk } from './lib/install-asterisk.cjs';
import { ensureNodePackages } from './lib/node-packages.cjs';
import { demandNode } from './lib/node-version.cjs';
import { PROJECT_ROOT } from './lib/project-root.cjs';
import { ensureBuilt } from './lib/server-build.cjs';

const progress = (/** @type {string} */ line) => console.log(`- ${line}`);
const stopping = new AbortController();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => stopping.abort());

async function main() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      match: { type: 'string', default: '' },
      workers: { type: 'string', default: '2' },
    },
  });
  demandNode();
  process.chdir(PROJECT_ROOT);
  await ensureNodePackages(progress);
  if (process.env['BATON_TEST_MAIN'] === undefined) await ensureBuilt(progress);
  await installAsterisk({ progress });

  const load = createRequire(import.meta.url);
  load('./lib/run-typescript.cjs');
  /** @type {import('../test/crash/crash.js')} */
  const { testCrashes } = load('../test/crash/crash.ts');
  const { points, recovered, lost } = await testCrashes({
    only: values.only.split(',').filter((name) => name !== ''),
    match: values.match,
    workers: Number(values.workers),
    print: (line) => console.log(line),
    stop: stopping.signal,
  });
  console.log(`crash: ${points} points, ${recovered} recovered, ${lost} contacts lost`);
  return points > 0 && points === recovered && lost === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (/** @type {unknown} */ error) => {
    console.error(error instanceof Error ? error.stack : error);
    console.log('crash: broken off');
    process.exit(1);
  },
);
