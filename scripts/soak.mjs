// @ts-check
// `npm run soak -- --transfers N [--seed S] [--lanes L]`: real transfers, and nothing left of them. Its last line is
// `soak: N transfers, 0 lost, 0 left over, rss slope X kB per 1000`; the exit code is 0 only if nothing was lost or left.

import { randomInt } from 'node:crypto';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { installAsterisk } from './lib/install-asterisk.cjs';
import { ensureNodePackages } from './lib/node-packages.cjs';
import { demandNode } from './lib/node-version.cjs';
import { PROJECT_ROOT } from './lib/project-root.cjs';
import { ensureBuilt } from './lib/server-build.cjs';

const progress = (/** @type {string} */ line) => console.log(`- ${line}`);

async function main() {
  const { values } = parseArgs({
    options: {
      transfers: { type: 'string', default: '100' },
      seed: { type: 'string' },
      lanes: { type: 'string', default: '3' },
    },
  });
  demandNode();
  process.chdir(PROJECT_ROOT);
  await ensureNodePackages(progress);
  if (process.env['BATON_TEST_MAIN'] === undefined) await ensureBuilt(progress);
  await installAsterisk({ progress });

  const load = createRequire(import.meta.url);
  load('./lib/run-typescript.cjs');
  /** @type {import('../test/soak/soak.js')} */
  const { soak } = load('../test/soak/soak.ts');
  const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
  console.log(`- seed ${seed}`);
  const { transfers, lost, leftOver, slope, warnings } = await soak({
    transfers: Number(values.transfers),
    seed,
    lanes: Number(values.lanes),
    print: (line) => console.log(line),
  });
  for (const warning of warnings) console.log(`Asterisk: ${warning}`);
  console.log(
    `soak: ${transfers} transfers, ${lost} lost, ${leftOver} left over, rss slope ${Math.round(slope)} kB per 1000`,
  );
  return transfers > 0 && lost === 0 && leftOver === 0 && warnings.length === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (/** @type {unknown} */ error) => {
    console.error(error);
    console.log('soak: broken off');
    process.exit(1);
  },
);
