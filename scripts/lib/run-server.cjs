// @ts-check
'use strict';

const path = require('node:path');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { PROJECT_ROOT } = require('./project-root.cjs');
const { stopWithParent } = require('./watchdog.cjs');

const ENTRY = path.join(PROJECT_ROOT, 'dist/main.js');

/** The server promises to be gone within 5 s. */
const STOP_TIMEOUT_MS = 6_000;

/**
 * Runs the built server until it ends or is told to stop.
 *
 * @param {NodeJS.ProcessEnv} env on top of our own
 * @param {AbortSignal} stop
 * @returns {Promise<number>} the exit code: the server's own, or 0 when it was told to stop
 */
async function runServer(env, stop) {
  if (stop.aborted) return 0;
  // Its own process group: on Ctrl-C it is told by us, once, and before Asterisk is.
  const server = spawn(process.execPath, ['--enable-source-maps', ENTRY], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
    detached: true,
  });
  const exited = once(server, 'exit');
  await once(server, 'spawn');
  const watchdog = stopWithParent(/** @type {number} */ (server.pid), ENTRY);

  const tell = () => {
    server.kill('SIGTERM');
    setTimeout(() => server.kill('SIGKILL'), STOP_TIMEOUT_MS).unref();
  };
  if (stop.aborted) tell();
  else stop.addEventListener('abort', tell, { once: true });

  const [code, signal] = await exited;
  await watchdog.dismiss();
  if (stop.aborted) return 0;
  if (signal) console.error(`The server was ended by ${signal}.`);
  return code ?? 1;
}

module.exports = { runServer };
