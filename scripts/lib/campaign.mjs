// @ts-check
// What the tests that are programs of their own (`npm run soak`, `test:crash`, `test:numbers`, ...) have in common.

import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { installAsterisk } from './install-asterisk.cjs';
import { ensureNodePackages } from './node-packages.cjs';
import { demandNode } from './node-version.cjs';
import { PROJECT_ROOT } from './project-root.cjs';
import { ensureBuilt } from './server-build.cjs';

/** @param {string} line */
export const progress = (line) => console.log(`- ${line}`);

/**
 * Installs and builds what is missing, runs the campaign, and ends the process.
 *
 * @template {Record<string, string>} Defaults
 * @param {string} name stands in the last line when it is broken off
 * @param {Defaults} defaults its options, each with what it is when it is not given
 * @param {(values: Record<keyof Defaults, string>, load: NodeJS.Require) => Promise<number>} run gives the exit
 *   code; `load` requires TypeScript, by a path from the folder `scripts`
 */
export function campaign(name, defaults, run) {
  prepared(defaults)
    .then(({ values, load }) => run(values, load))
    .then(
      (code) => process.exit(code),
      (/** @type {unknown} */ error) => {
        console.error(error instanceof Error ? error.stack : error);
        console.log(`${name}: broken off`);
        process.exit(1);
      },
    );
}

/**
 * @template {Record<string, string>} Defaults
 * @param {Defaults} defaults
 */
async function prepared(defaults) {
  const type = /** @type {const} */ ('string');
  const options = Object.fromEntries(
    Object.entries(defaults).map(([option, value]) => [option, { type, default: value }]),
  );
  const { values } = parseArgs({ options });
  demandNode();
  process.chdir(PROJECT_ROOT);
  await ensureNodePackages(progress);
  if (process.env['BATON_TEST_MAIN'] === undefined) await ensureBuilt(progress);
  await installAsterisk({ progress });
  // Only now: the compiler is one of the packages.
  const load = createRequire(new URL('../campaign', import.meta.url));
  load('./lib/run-typescript.cjs');
  return { values: /** @type {Record<keyof Defaults, string>} */ (values), load };
}
