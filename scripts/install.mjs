// @ts-check
// Installs what Baton and its tests need, and nothing outside this folder. `npm start` and `npm test` do it too.
// `--packages-only` leaves Asterisk out, which has a container of its own under docker compose.

import { installAsterisk } from './lib/install-asterisk.cjs';
import { ensureNodePackages } from './lib/node-packages.cjs';
import { demandNode } from './lib/node-version.cjs';

const progress = (/** @type {string} */ line) => console.log(`- ${line}`);

try {
  demandNode();
  await ensureNodePackages(progress);
  if (!process.argv.includes('--packages-only')) await installAsterisk({ progress });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
