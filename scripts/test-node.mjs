// @ts-check
// `npm run test:node -- 24`: the unit and contract tests by another Node, whichever runs here. It is fetched from the npm
// registry into .nodes/, beside a copy of the project with packages of its own: those that are installed here are left alone.
// What follows the version goes to `npm test`: `npm run test:node -- 22 --project=unit src/core`.
// The first run takes some 5 minutes before its tests begin, 3 of them to compile the SQLite driver; later ones seconds.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { demandNode } from './lib/node-version.cjs';
import { copyProject, fetchNode } from './lib/other-node.cjs';
import { projectFiles } from './lib/project-files.cjs';
import { PROJECT_ROOT } from './lib/project-root.cjs';
import { runCommand } from './lib/run-command.cjs';

const PROJECTS = ['--project=unit', '--project=contract'];

const progress = (/** @type {string} */ line) => console.log(`- ${line}`);

/** @returns {Promise<number>} Jest's exit code */
async function main() {
  const [asked, ...args] = process.argv.slice(2);
  if (!asked) throw new Error('Which Node? npm run test:node -- 24');
  const dir = path.join(PROJECT_ROOT, '.nodes', asked);
  const node = await fetchNode(asked, path.join(dir, 'node'), progress);
  const version = (await runCommand(node, ['--version'])).trim();
  demandNode(version.slice(1));
  progress(`Node ${version}; for a newer ${asked}, delete .nodes/${asked} first`);

  const copy = path.join(dir, 'project');
  copyProject(PROJECT_ROOT, copy, await projectFiles(PROJECT_ROOT));
  shareAsterisk(copy);
  progress(`The project is copied to .nodes/${asked}/project, where its packages are installed by this Node`);

  const projects = args.some((arg) => arg.startsWith('--project=')) ? [] : PROJECTS;
  // npm, node-gyp and the tests start whichever `node` is first on the path.
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` };
  // The headers of another.
  delete env.npm_config_nodedir;
  const child = spawn(node, ['scripts/test.mjs', ...projects, ...args], {
    cwd: copy,
    stdio: 'inherit',
    env,
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  progress(`That was Node ${version}`);
  return code ?? 1;
}

/**
 * Asterisk does not depend on Node: the copy has ours, and installs it for us if it is not there.
 *
 * @param {string} copy
 */
function shareAsterisk(copy) {
  const ours = path.join(PROJECT_ROOT, '.asterisk');
  fs.mkdirSync(ours, { recursive: true });
  const theirs = path.join(copy, '.asterisk');
  if (!fs.existsSync(theirs)) fs.symlinkSync(ours, theirs, 'dir');
}

main().then(
  (code) => process.exit(code),
  (/** @type {unknown} */ error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
