// @ts-check
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { spawn } = require('node:child_process');
const { stopWithParent } = require('./watchdog.cjs');

const STOP_TIMEOUT_MS = 5_000;

/**
 * @typedef {object} AsteriskProcess
 * @property {number} pid
 * @property {string} consoleFile what the process wrote to its standard output, from this start on
 * @property {Promise<string>} exited
 * @property {() => Promise<void>} stop
 * @property {() => Promise<void>} kill
 */

/**
 * @param {import('./asterisk-files.cjs').AsteriskFiles} files
 * @param {{ configFile: string, logDir: string }} place
 * @param {'stop' | 'keep-running'} whenWeDie
 * @returns {Promise<AsteriskProcess>}
 * @throws {Error} when the program cannot be started at all
 */
async function spawnAsterisk(files, { configFile, logDir }, whenWeDie) {
  const consoleFile = path.join(logDir, 'console.log');
  const output = fs.openSync(consoleFile, 'w', 0o600);
  // Its own session: Ctrl-C in the terminal is for us, and we stop it in order. A file rather than a pipe for what it
  // says: it must be able to outlive us.
  const child = spawn(files.executable, [...files.leadingArgs, '-f', '-n', '-C', configFile], {
    stdio: ['ignore', output, output],
    detached: true,
  });
  fs.closeSync(output);
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  const pid = /** @type {number} */ (child.pid);

  const watchdog = whenWeDie === 'stop' ? stopWithParent(pid, configFile) : undefined;
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `exit code ${code}`));
  });
  const exited = ended.then(async (how) => {
    await watchdog?.dismiss();
    return how;
  });

  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  const stop = async () => {
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(impatience);
  };
  return { pid, consoleFile, exited, stop, kill };
}

module.exports = { spawnAsterisk };
