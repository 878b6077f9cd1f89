// @ts-check
// `npm test`: installs what is missing, builds the server that the tests start, and runs every test.
// Arguments go to Jest: `npm test -- test/e2e/warm-to-agent.spec.ts -t declines`; `--project=e2e` runs one of the four.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { installAsterisk } from './lib/install-asterisk.cjs';
import { ensureNodePackages } from './lib/node-packages.cjs';
import { demandNode } from './lib/node-version.cjs';
import { PROJECT_ROOT } from './lib/project-root.cjs';
import { ensureBuilt } from './lib/server-build.cjs';
import { ensureTestTools } from './lib/test-tools.cjs';

const OPTION = '--project=';
const PROJECTS = ['unit', 'simulation', 'contract', 'e2e'];

const progress = (/** @type {string} */ line) => console.log(`- ${line}`);

/** @returns {Promise<number>} Jest's exit code */
async function main() {
  demandNode();
  process.chdir(PROJECT_ROOT);
  const args = process.argv.slice(2);
  const chosen = args.filter((arg) => arg.startsWith(OPTION)).map((arg) => arg.slice(OPTION.length));
  const jestArgs = args.filter((arg) => !arg.startsWith(OPTION));
  await ensureNodePackages(progress);
  await ensureBuilt(progress);
  await installAsterisk({ progress });
  const toolsEnv = await ensureTestTools(progress);

  // One at a time: the tests listen to live audio, and a second Asterisk beside them would disturb the timing.
  const jest = ['--selectProjects', ...(chosen.length > 0 ? chosen : PROJECTS), '--runInBand', ...jestArgs];
  const entry = path.join(PROJECT_ROOT, 'node_modules/jest/bin/jest.js');
  const child = spawn(process.execPath, [entry, ...jest], {
    stdio: 'inherit',
    env: { ...process.env, ...toolsEnv },
  });
  // Ctrl-C reaches Jest too; it ends what its tests started, and we wait for it.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

main().then(
  (code) => process.exit(code),
  (/** @type {unknown} */ error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
