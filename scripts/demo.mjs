// @ts-check
// `npm run demo`: installs what is missing, then plays a warm and a cold transfer and tells who hears what.
// Its last line is `demo: ok` or `demo: failed: <why>`; the exit code says the same.

import { createRequire } from 'node:module';
import { installAsterisk } from './lib/install-asterisk.cjs';
import { ensureNodePackages } from './lib/node-packages.cjs';
import { demandNode } from './lib/node-version.cjs';
import { PROJECT_ROOT } from './lib/project-root.cjs';
import { endRunningCommands } from './lib/run-command.cjs';
import { ensureBuilt } from './lib/server-build.cjs';

const progress = (/** @type {string} */ line) => console.log(`- ${line}`);

const stopping = new AbortController();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    stopping.abort();
    endRunningCommands();
  });
}

async function main() {
  demandNode();
  process.chdir(PROJECT_ROOT);
  await ensureNodePackages(progress);
  await ensureBuilt(progress);
  await installAsterisk({ progress });
  if (stopping.signal.aborted) throw new Error('stopped');

  // Only now: the compiler is one of the packages.
  const load = createRequire(import.meta.url);
  load('./lib/run-typescript.cjs');
  /** @type {import('../test/demo/demo.js')} */
  const { runDemo } = load('../test/demo/demo.ts');
  progress('Starting Asterisk, the server and three phones');
  await runDemo((line) => console.log(line), stopping.signal);
}

main().then(
  () => {
    console.log('demo: ok');
    process.exit(0);
  },
  (/** @type {unknown} */ error) => {
    const message = error instanceof Error ? error.message : String(error);
    const [why = '', ...details] = stopping.signal.aborted ? ['stopped'] : message.split('\n');
    for (const line of details) console.log(line);
    console.log(`demo: failed: ${why}`);
    process.exit(1);
  },
);
