// @ts-check
// `npm run test:numbers [-- --match 'inbound to number']`: plays every kind of call and searches everything that every party
// gets for numbers and names that it must not see. Its last line is `numbers: N legs, M messages read, K leaks`; the exit
// code is 0 only if there was no leak, every screen showed what it should, and every known leak was caught when re-opened.

import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { ensureCaptureTools } from './lib/capture-tools.cjs';
import { installAsterisk } from './lib/install-asterisk.cjs';
import { ensureNodePackages } from './lib/node-packages.cjs';
import { demandNode } from './lib/node-version.cjs';
import { PROJECT_ROOT } from './lib/project-root.cjs';
import { ensureBuilt } from './lib/server-build.cjs';

const progress = (/** @type {string} */ line) => console.log(`- ${line}`);

async function main() {
  const { values } = parseArgs({ options: { match: { type: 'string', default: '' } } });
  demandNode();
  process.chdir(PROJECT_ROOT);
  await ensureNodePackages(progress);
  if (process.env['BATON_TEST_MAIN'] === undefined) await ensureBuilt(progress);
  await installAsterisk({ progress });
  Object.assign(process.env, await ensureCaptureTools(progress));

  const load = createRequire(import.meta.url);
  load('./lib/run-typescript.cjs');
  /** @type {import('../test/numbers/numbers.js')} */
  const { testNumbers } = load('../test/numbers/numbers.ts');
  const { legs, messages, leaks, failures } = await testNumbers({
    match: values.match,
    print: (line) => console.log(line),
  });
  for (const failure of failures) console.log(`failed: ${failure}`);
  console.log(`numbers: ${legs} legs, ${messages} messages read, ${leaks} leaks`);
  return legs > 0 && leaks === 0 && failures.length === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (/** @type {unknown} */ error) => {
    console.error(error instanceof Error ? error.stack : error);
    console.log('numbers: broken off');
    process.exit(1);
  },
);
