// @ts-check
'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');

/**
 * `read` fails when the last holder of the pipe's other end is gone, however that one died. The command line proves that the
 * process id still belongs to what we started. It gets 5 s to end in order.
 */
const SCRIPT = `
while read -r _; do :; done
is_ours() { tr '\\0' ' ' 2>/dev/null <"/proc/$1/cmdline" | grep -qF -- "$2"; }
is_ours "$1" "$2" || exit 0
kill -TERM "$1"
for _ in 1 2 3 4 5 6 7 8 9 10; do is_ours "$1" "$2" || exit 0; sleep 0.5; done
kill -KILL "$1"
`;

/**
 * @typedef {object} Watchdog
 * @property {() => Promise<void>} dismiss ends the watch, and resolves when nothing of it is left
 */

/**
 * Ends a process when this one is gone, even after SIGKILL.
 *
 * @param {number} pid
 * @param {string} identity text in the process's command line that no other process has
 * @returns {Promise<Watchdog>}
 * @throws {Error} when it cannot be spawned, and nobody watches
 */
async function stopWithParent(pid, identity) {
  // Its own session, so that Ctrl-C in the terminal does not end the watchdog before its work is done.
  const child = spawn('sh', ['-c', SCRIPT, 'baton-watchdog', String(pid), identity], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  // With too many open files it has not even a standard input.
  await once(child, 'spawn').catch((/** @type {Error} */ error) => {
    throw new Error(`No watch could be set on process ${pid}: ${error.message}`, { cause: error });
  });
  child.on('error', () => undefined);
  child.unref();
  /** @type {import('node:net').Socket} */ (child.stdin).unref();
  return {
    async dismiss() {
      child.ref();
      child.kill('SIGKILL');
      await gone;
    },
  };
}

module.exports = { stopWithParent };
