// @ts-check
'use strict';

const { PROJECT_ROOT } = require('./project-root.cjs');
const { runCommand } = require('./run-command.cjs');

/**
 * Runs npm in the project: the one that runs us, or the one on the path.
 *
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, show?: 'nothing' | 'everything' }} [options]
 */
async function npm(args, { env = {}, show = 'nothing' } = {}) {
  const options = { cwd: PROJECT_ROOT, env: { ...process.env, ...env }, show };
  const cli = process.env.npm_execpath;
  if (cli && /npm-cli\.c?js$/.test(cli)) await runCommand(process.execPath, [cli, ...args], options);
  else await runCommand('npm', args, options);
}

module.exports = { npm };
