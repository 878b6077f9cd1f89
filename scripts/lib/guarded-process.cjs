// @ts-check
'use strict';

const { once } = require('node:events');
const { stopWithParent } = require('./watchdog.cjs');

/**
 * @typedef {object} GuardedProcess
 * @property {number} pid
 * @property {Promise<string>} exited resolves when the process is gone, and says how; never rejects
 * @property {() => Promise<void>} stop in order; resolves when the process is gone
 * @property {() => Promise<void>} kill SIGKILL; resolves when the process is gone
 */

/**
 * Follows what was spawned in this same tick to its end. A spawn can fail at any time: the program is replaced, there are too many
 * processes or open files. Whoever is in charge of calls must outlive that.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {object} how
 * @param {string} how.name for what is said
 * @param {string | undefined} how.identity text in its command line that no other process has: it ends when we are gone,
 *   however that comes about; undefined: it lives on
 * @param {number} how.stopWithinMs after which what was told to stop is killed
 * @returns {Promise<GuardedProcess>}
 * @throws {Error} when it, or what ends it with us, could not be spawned; then nothing of it is left
 */
async function guard(child, { name, identity, stopWithinMs }) {
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `exit code ${code}`));
  });
  await spawned(child, name);
  const pid = /** @type {number} */ (child.pid);
  // Of one that runs, such as a signal that cannot be sent: not its end.
  child.on('error', () => undefined);
  /** @type {import('./watchdog.cjs').Watchdog | undefined} */
  let watchdog;
  try {
    watchdog = identity === undefined ? undefined : await stopWithParent(pid, identity);
  } catch (error) {
    // It would outlive us, and nobody would know of it.
    child.kill('SIGKILL');
    await ended;
    throw error;
  }
  const exited = ended.then(async (how) => {
    await watchdog?.dismiss();
    return how;
  });
  return {
    pid,
    exited,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      child.kill('SIGTERM');
      const impatience = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
      await exited;
      clearTimeout(impatience);
    },
  };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} name
 * @throws {Error}
 */
async function spawned(child, name) {
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new Error(
      `${name} could not be started: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}

module.exports = { guard };
