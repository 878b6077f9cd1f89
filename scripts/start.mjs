// @ts-check
// `npm start`: installs what is missing, builds what is stale, then runs Asterisk and the server until Ctrl-C. Whichever of
// them ends is started again, and the other goes on: so do the calls while only the server is away.
// `npm start -- --restart-server` asks the one that runs for a new server, after it has built it.

import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs, parseEnv } from 'node:util';
import { formerBuild } from './lib/former-build.cjs';
import { installAsterisk } from './lib/install-asterisk.cjs';
import { keepRunning } from './lib/keep-running.cjs';
import { ensureNodePackages, matchesLock } from './lib/node-packages.cjs';
import { demandNode } from './lib/node-version.cjs';
import {
  addedMusicClasses,
  addressForPhones,
  asteriskSettings,
  runProjectAsterisk,
} from './lib/project-asterisk.cjs';
import { PROJECT_ROOT } from './lib/project-root.cjs';
import { endRunningCommands } from './lib/run-command.cjs';
import { ensureBuilt, packagesToBuild, sourcesState } from './lib/server-build.cjs';
import { ServerNotStarted, startServer } from './lib/server-process.cjs';
import { answerControl, askControl } from './lib/start-control.cjs';
import { startOrFormer } from './lib/start-or-former.cjs';

const RESTART = 'restart-server';
/** Changes nothing. */
const ARE_YOU_THERE = 'are-you-there';
/** What only a full start brings in. */
const STARTERS = ['asterisk-config', 'scripts'];
/** How long a new server may take to find Asterisk until it is said that it has not. */
const CONNECTED_WITHIN_MS = 15_000;

const progress = (/** @type {string} */ line) => console.log(`- ${line}`);

const stopping = new AbortController();
/** Without what `.env` says, which is read anew whenever the server is started. */
const given = { ...process.env };

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
  const { values } = parseArgs({ options: { [RESTART]: { type: 'boolean', default: false } } });
  demandNode();
  process.chdir(PROJECT_ROOT);
  if (fs.existsSync('.env')) process.loadEnvFile('.env');
  const settings = asteriskSettings(process.env);
  return values[RESTART] ? restartServer(settings.dataDir) : run(settings);
}

/** @param {import('./lib/project-asterisk.cjs').AsteriskSettings} settings */
async function run(settings) {
  const starters = sourcesState(PROJECT_ROOT, STARTERS);
  /** @type {(say: (line: string) => void) => Promise<boolean>} */
  let restart = async (say) => {
    say('It is only just being started.');
    return false;
  };
  const endControl = await answerControl(settings.dataDir, async (question, say) => {
    const [verb, theirs] = question.split(' ');
    if (verb === ARE_YOU_THERE) return true;
    if (verb !== RESTART) throw new Error(`${verb} is unknown to the npm start that runs.`);
    if (theirs !== starters)
      say(
        'Asterisk goes on as it was started: what is new in asterisk-config/ and scripts/ comes with the next full ' +
          'start (Ctrl-C, npm start), which ends the calls',
      );
    return restart(say);
  });
  try {
    await ensureNodePackages(progress, packagesToBuild());
    await ensureBuilt(progress);
    if (process.env.ARI_URL) {
      progress('Asterisk: the one that ARI_URL names');
      return await keepServer({}, (asked) => (restart = asked));
    }
    await installAsterisk({ progress });
    return await withAsterisk(settings, (asked) => (restart = asked));
  } finally {
    endControl();
  }
}

/**
 * @param {import('./lib/project-asterisk.cjs').AsteriskSettings} settings
 * @param {Parameters<typeof keepServer>[1]} onRestart
 */
async function withAsterisk(settings, onRestart) {
  const ari = { ariUser: process.env.ARI_USER || 'baton', ariApp: process.env.ARI_APP || 'baton' };
  const { asterisk, stop: stopAsterisk } = await runProjectAsterisk(settings, ari, progress);
  try {
    const phones = process.env.SIP_HOST || addressForPhones(settings.bind);
    progress(
      `Asterisk: running; phones register at ${phones}, UDP ${asterisk.sipPort}, TCP ${asterisk.sipTcpPort}`,
    );
    return await keepServer(
      {
        ARI_URL: asterisk.ariUrl,
        ARI_USER: asterisk.ariUser,
        ARI_PASSWORD: asterisk.ariPassword,
        ASTERISK_SECURITY_LOG: asterisk.securityLog,
        MUSIC_DIR: asterisk.musicDir,
        MUSIC_CLASSES:
          process.env.MUSIC_CLASSES || addedMusicClasses(path.join(settings.dataDir, 'asterisk-local')),
        SIP_HOST: phones,
        SIP_UDP_PORT: String(asterisk.sipPort),
        SIP_TCP_PORT: String(asterisk.sipTcpPort),
      },
      onRestart,
    );
  } finally {
    await stopAsterisk();
  }
}

/**
 * Keeps the server running until we are told to stop. One that never listened is not tried again: what it said is for a
 * person to mend, and there are no calls yet.
 *
 * @param {Record<string, string>} settings of our Asterisk
 * @param {(restart: (say: (line: string) => void) => Promise<boolean>) => void} onRestart is told how a new one is had
 * @returns {Promise<number>} the exit code: the server's own, or 0 when we were told to stop
 */
async function keepServer(settings, onRestart) {
  const pause = (/** @type {number} */ ms, /** @type {AbortSignal} */ signal) =>
    delay(ms, undefined, { signal });
  const start = startOrFormer({
    start: (signal) => startServer({ ...environment(), ...settings }, signal),
    former: formerBuild(PROJECT_ROOT),
    progress,
    pause,
  });
  try {
    const server = await keepRunning({
      name: 'The server',
      start,
      progress,
      pause,
      stop: stopping.signal,
    });
    onRestart(async (say) => {
      progress('The server is asked to restart; calls go on');
      const { connected, insteadOf } = await server.restart();
      if (insteadOf === undefined) return isConnected(connected, say);
      say(
        `The new server does not start: ${insteadOf} What it said is where npm start runs. ` +
          'The code and packages that ran before run again, and the calls went on',
      );
      return false;
    });
    if (!stopping.signal.aborted)
      await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve, { once: true }));
    await server.stop();
    return 0;
  } catch (error) {
    if (stopping.signal.aborted) return 0;
    if (error instanceof ServerNotStarted) return error.exitCode || 1;
    throw error;
  }
}

/** What is in `.env` now: a server that is started again gets what was changed there. */
function environment() {
  const written = fs.existsSync('.env') ? parseEnv(fs.readFileSync('.env', 'utf8')) : {};
  return { ...written, ...given };
}

/**
 * @param {Promise<void>} connected
 * @param {(line: string) => void} say
 */
async function isConnected(connected, say) {
  const late = delay(CONNECTED_WITHIN_MS, false, { ref: false });
  if (await Promise.race([connected.then(() => true), late])) {
    say('The server runs anew, and the calls went on');
    return true;
  }
  say(`The server runs anew, but has not found Asterisk within ${CONNECTED_WITHIN_MS / 1000} s: see /readyz`);
  return false;
}

/** @param {string} dataDir */
async function restartServer(dataDir) {
  // Whether somebody is there is asked first: not to build in vain.
  await askControl(dataDir, ARE_YOU_THERE, progress);
  const packages = packagesToBuild();
  if (!matchesLock(PROJECT_ROOT, packages))
    progress('Node packages have changed. The server that runs has loaded its own, and calls go on');
  await ensureNodePackages(progress, packages, 'kept');
  await ensureBuilt(progress, 'kept');
  const isDone = await askControl(dataDir, `${RESTART} ${sourcesState(PROJECT_ROOT, STARTERS)}`, progress);
  return isDone ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (/** @type {unknown} */ error) => {
    const message = error instanceof Error ? error.message : String(error);
    console.error(stopping.signal.aborted ? 'Stopped.' : message);
    process.exit(1);
  },
);
