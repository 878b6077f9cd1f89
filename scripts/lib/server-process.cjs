// @ts-check
'use strict';

const path = require('node:path');
const { spawn } = require('node:child_process');
const { guard } = require('./guarded-process.cjs');
const { PROJECT_ROOT } = require('./project-root.cjs');

const ENTRY = path.join(PROJECT_ROOT, 'dist/main.js');

/** The server promises to be gone within 5 s. */
const STOP_TIMEOUT_MS = 6_000;

/** It ended before it listened; it has said why. */
class ServerNotStarted extends Error {
  /**
   * @param {string} how
   * @param {number} exitCode
   */
  constructor(how, exitCode) {
    super(`The server ended before it listened (${how}).`);
    this.name = 'ServerNotStarted';
    this.exitCode = exitCode;
  }
}

/**
 * @typedef {object} ServerProcess
 * @property {number} pid
 * @property {Promise<string>} exited resolves when the process is gone, and says how
 * @property {Promise<void>} connected resolves when it has found Asterisk
 * @property {() => Promise<void>} stop in order; resolves when the process is gone
 */

/**
 * Starts the built server and waits until it listens.
 *
 * @param {NodeJS.ProcessEnv} env all that it gets
 * @param {AbortSignal} stop ends the start
 * @returns {Promise<ServerProcess>}
 * @throws {ServerNotStarted}
 * @throws {Error} when it could not be spawned, and so has said nothing
 */
async function startServer(env, stop) {
  if (stop.aborted) throw new ServerNotStarted('we are stopping', 0);
  // Its own process group: on Ctrl-C it is told by us, once, and before Asterisk is. Through the channel it says how far it is.
  const child = spawn(process.execPath, ['--enable-source-maps', ENTRY], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env,
    detached: true,
  });
  const listening = told(child, 'listening');
  const connected = told(child, 'connected');
  const guarded = await guard(child, {
    name: 'The server',
    identity: ENTRY,
    stopWithinMs: STOP_TIMEOUT_MS,
  });

  const onStop = () => void guarded.stop();
  stop.addEventListener('abort', onStop, { once: true });
  if (stop.aborted) onStop();
  const endedEarly = await Promise.race([listening, guarded.exited]);
  stop.removeEventListener('abort', onStop);
  if (endedEarly !== undefined) throw new ServerNotStarted(endedEarly, child.exitCode ?? 1);
  return { pid: guarded.pid, exited: guarded.exited, connected, stop: guarded.stop };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} what
 * @returns {Promise<undefined>}
 */
function told(child, what) {
  return new Promise((resolve) => child.on('message', (message) => message === what && resolve(undefined)));
}

module.exports = { ServerNotStarted, startServer };
