// @ts-check
// `npm start`: installs what is missing, builds what is stale, then runs Asterisk and the server until Ctrl-C.

import fs from 'node:fs';
import path from 'node:path';
import { installAsterisk } from './lib/install-asterisk.cjs';
import { ensureNodePackages } from './lib/node-packages.cjs';
import { demandNode } from './lib/node-version.cjs';
import {
  addedMusicClasses,
  addressForPhones,
  asteriskSettings,
  runProjectAsterisk,
} from './lib/project-asterisk.cjs';
import { PROJECT_ROOT } from './lib/project-root.cjs';
import { endRunningCommands } from './lib/run-command.cjs';
import { runServer } from './lib/run-server.cjs';
import { ensureBuilt } from './lib/server-build.cjs';

const progress = (/** @type {string} */ line) => console.log(`- ${line}`);

const stopping = new AbortController();

function stop() {
  stopping.abort();
  // While we install: what is under way fails, and cleans up after itself.
  endRunningCommands();
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, stop);
if (process.env.npm_lifecycle_event) stopWhenParentIsGone();

/** A SIGTERM for npm ends npm and the shell between us, and is not passed on. */
function stopWhenParentIsGone() {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && stop(), 500).unref();
}

/** @returns {Promise<number>} the exit code */
async function main() {
  demandNode();
  process.chdir(PROJECT_ROOT);
  if (fs.existsSync('.env')) process.loadEnvFile('.env');
  const settings = asteriskSettings(process.env);

  await ensureNodePackages(progress);
  await ensureBuilt(progress);
  if (process.env.ARI_URL) {
    progress('Asterisk: the one that ARI_URL names');
    return runServer({}, stopping.signal);
  }
  await installAsterisk({ progress });
  return withAsterisk(settings);
}

/** @param {import('./lib/project-asterisk.cjs').AsteriskSettings} settings */
async function withAsterisk(settings) {
  const ari = { ariUser: process.env.ARI_USER || 'baton', ariApp: process.env.ARI_APP || 'baton' };
  const { asterisk, stop: stopAsterisk } = await runProjectAsterisk(settings, ari, progress);
  try {
    const phones = process.env.SIP_HOST || addressForPhones(settings.bind);
    progress(
      `Asterisk: running; phones register at ${phones}, UDP ${asterisk.sipPort}, TCP ${asterisk.sipTcpPort}`,
    );
    return await runServer(
      {
        ARI_URL: asterisk.ariUrl,
        ARI_USER: asterisk.ariUser,
        ARI_PASSWORD: asterisk.ariPassword,
        MUSIC_DIR: asterisk.musicDir,
        MUSIC_CLASSES:
          process.env.MUSIC_CLASSES || addedMusicClasses(path.join(settings.dataDir, 'asterisk-local')),
        SIP_HOST: phones,
        SIP_UDP_PORT: String(asterisk.sipPort),
        SIP_TCP_PORT: String(asterisk.sipTcpPort),
      },
      stopping.signal,
    );
  } finally {
    await stopAsterisk();
  }
}

main().then(
  (code) => process.exit(code),
  (/** @type {unknown} */ error) => {
    const message = error instanceof Error ? error.message : String(error);
    console.error(stopping.signal.aborted ? 'Stopped.' : message);
    process.exit(1);
  },
);
