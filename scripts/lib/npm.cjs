// @ts-check
'use strict';

const { runCommand } = require('./run-command.cjs');

/**
 * Runs npm: the one that runs us, or the one on the path.
 *
 * @param {readonly string[]} args
 * @param {{ root: string, env?: NodeJS.ProcessEnv, show?: 'nothing' | 'everything' }} options `root`: where package.json is
 */
async function npm(args, { root, env = {}, show = 'nothing' }) {
  const options = { cwd: root, env: { ...process.env, ...env }, show };
  const cli = process.env.npm_execpath;
  // An npm that we run under would have told it to use its own.
  const command = ['--prefix', root, ...args];
  if (cli && /npm-cli\.c?js$/.test(cli)) await runCommand(process.execPath, [cli, ...command], options);
  else await runCommand('npm', command, options);
}

module.exports = { npm };
