// @ts-check
'use strict';

const { spawn } = require('node:child_process');

/** A command that ended badly: what was run, and the last lines it said. */
class CommandFailed extends Error {
  /**
   * @param {string} command
   * @param {string} output
   * @param {number | string | null} status exit code, signal, or the reason it could not be started
   */
  constructor(command, output, status) {
    const tail = output.trim().split('\n').slice(-12).join('\n');
    super(`${command} failed (${status})${tail ? `:\n${tail}` : ''}`);
    this.name = 'CommandFailed';
    this.output = output;
    this.status = status;
  }
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let stopped = false;

/** Ends every command that is under way, and lets none start any more: each of them fails. */
function endRunningCommands() {
  stopped = true;
  for (const child of running) child.kill('SIGTERM');
}

/**
 * Runs a command and hands back what it wrote to standard output.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, show?: 'nothing' | 'everything' }} [options]
 *   `show: 'everything'` lets the user see the command's own output; the result is then empty.
 * @returns {Promise<string>}
 * @throws {CommandFailed} when it cannot be started or does not exit with 0
 */
function runCommand(command, args, options = {}) {
  const { cwd, env, timeoutMs, show = 'nothing' } = options;
  return new Promise((resolve, reject) => {
    if (stopped) return reject(new CommandFailed(command, '', 'we are stopping'));
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      timeout: timeoutMs,
      stdio: [
        'ignore',
        show === 'everything' ? 'inherit' : 'pipe',
        show === 'everything' ? 'inherit' : 'pipe',
      ],
    });
    running.add(child);
    let stdout = '';
    let both = '';
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
      both += chunk;
    });
    child.stderr?.on('data', (chunk) => (both += chunk));
    child.on('error', (error) => {
      running.delete(child);
      reject(new CommandFailed(command, error.message, 'not started'));
    });
    child.on('close', (code, signal) => {
      running.delete(child);
      if (code === 0) resolve(stdout);
      else reject(new CommandFailed([command, ...args].join(' '), both, code ?? signal));
    });
  });
}

module.exports = { CommandFailed, endRunningCommands, runCommand };
