// @ts-check
'use strict';

const fs = require('node:fs');
const { spawn } = require('node:child_process');
const { guard } = require('./guarded-process.cjs');

const STOP_TIMEOUT_MS = 5_000;

/**
 * @param {import('./asterisk-files.cjs').AsteriskFiles} files
 * @param {{ configFile: string, consoleFile: string }} place what it says to its standard output is appended to `consoleFile`
 * @param {'stop' | 'keep-running'} whenWeDie
 * @returns {Promise<import('./guarded-process.cjs').GuardedProcess>}
 * @throws {Error} when the program cannot be started at all, and then nothing of it is left
 */
async function spawnAsterisk(files, { configFile, consoleFile }, whenWeDie) {
  const output = fs.openSync(consoleFile, 'a', 0o600);
  try {
    // Its own session: Ctrl-C in the terminal is for us, and we stop it in order. A file rather than a pipe for what it
    // says: it must be able to outlive us.
    const child = spawn(files.executable, [...files.leadingArgs, '-f', '-n', '-C', configFile], {
      stdio: ['ignore', output, output],
      detached: true,
    });
    return await guard(child, {
      name: 'Asterisk',
      identity: whenWeDie === 'stop' ? configFile : undefined,
      stopWithinMs: STOP_TIMEOUT_MS,
    });
  } finally {
    fs.closeSync(output);
  }
}

module.exports = { spawnAsterisk };
