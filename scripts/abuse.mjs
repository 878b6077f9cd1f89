// @ts-check
// `npm run test:abuse [-- --seed S --requests N]`: sends bad requests, at least 20,000 of them unless told otherwise, over
// REST and WebSocket while real calls go on. Its last line is `abuse: N requests, 0 server errors, 0 calls disturbed,
// 0 let in`; the exit code is 0 only if these figures are 0 and nothing else was wrong either.

import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { installAsterisk } from './lib/install-asterisk.cjs';
import { ensureNodePackages } from './lib/node-packages.cjs';
import { demandNode } from './lib/node-version.cjs';
import { PROJECT_ROOT } from './lib/project-root.cjs';
import { ensureBuilt } from './lib/server-build.cjs';

const progress = (/** @type {string} */ line) => console.log(`- ${line}`);

/** @param {string} name @param {string} text */
function positive(name, text) {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Error(`--${name} takes a whole number from 1 on`);
  return number;
}

async function main() {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
      requests: { type: 'string', default: '20000' },
    },
  });
  const seed = positive('seed', values.seed);
  const requests = positive('requests', values.requests);
  demandNode();
  process.chdir(PROJECT_ROOT);
  await ensureNodePackages(progress);
  if (process.env['BATON_TEST_MAIN'] === undefined) await ensureBuilt(progress);
  await installAsterisk({ progress });

  const load = createRequire(import.meta.url);
  load('./lib/run-typescript.cjs');
  /** @type {import('../test/abuse/abuse.js')} */
  const { testAbuse } = load('../test/abuse/abuse.ts');
  console.log(`seed ${seed}; the same again: npm run test:abuse -- --seed ${seed} --requests ${requests}`);
  const outcome = await testAbuse({ seed, requests, print: (line) => console.log(line) });
  const { serverErrors, disturbed, letIn, failures } = outcome;
  if (failures.length > 0) console.log(`${failures.length} wrong in all, seed ${seed}`);
  console.log(
    `abuse: ${outcome.requests} requests, ${serverErrors} server errors, ${disturbed} calls disturbed, ${letIn} let in`,
  );
  return serverErrors + disturbed + letIn + failures.length === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (/** @type {unknown} */ error) => {
    console.error(error instanceof Error ? error.stack : error);
    console.log('abuse: broken off');
    process.exit(1);
  },
);
