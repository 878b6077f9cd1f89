// @ts-check
'use strict';

/** Builds dist/ when it is not what the sources would give. */

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { freshPlace, putInPlace } = require('./former-build.cjs');
const { PROJECT_ROOT } = require('./project-root.cjs');
const { CommandFailed, runCommand } = require('./run-command.cjs');

/** What `nest build` calls as well. */
const COMPILER = path.join(PROJECT_ROOT, 'node_modules/typescript/bin/tsc');

/** Whatever the result of `npm run build` depends on. */
const SOURCES = [
  'src',
  'console',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
];
const NOT_SOURCES = /(^|\/)(node_modules|dist)(\/|$)|\.spec\.tsx?$/;
const BUILT = path.join(PROJECT_ROOT, 'dist');
const STAMP = path.join(BUILT, '.sources');

/**
 * @param {(line: string) => void} progress
 * @param {'kept' | 'dropped'} [former] what was built before: `kept` until a server has listened with what is new
 */
async function ensureBuilt(progress, former = 'dropped') {
  const state = sourcesState(PROJECT_ROOT, SOURCES);
  if (fs.existsSync(STAMP) && fs.readFileSync(STAMP, 'utf8') === state) return;
  progress('Server: building');
  const fresh = freshPlace(PROJECT_ROOT, 'code');
  try {
    await runCommand(process.execPath, [COMPILER, '-p', 'tsconfig.build.json', '--outDir', fresh], {
      cwd: PROJECT_ROOT,
    });
  } catch (error) {
    const said = error instanceof CommandFailed ? error.output.trim() : String(error);
    throw new Error(`The server cannot be built:\n${said}`, { cause: error });
  }
  // Taken before the build: what was edited meanwhile is built next time.
  fs.writeFileSync(path.join(fresh, path.basename(STAMP)), state);
  putInPlace(PROJECT_ROOT, 'code', former);
}

/**
 * Names, sizes and times of all sources: changes when one is edited, added, renamed or deleted, and takes a few
 * milliseconds where hashing the contents would take longer.
 *
 * @param {string} root
 * @param {readonly string[]} sources files and folders in root
 * @returns {string}
 */
function sourcesState(root, sources) {
  const hash = crypto.createHash('sha256');
  for (const file of sources.flatMap((source) => filesIn(root, source)).sort()) {
    const { size, mtimeMs } = fs.statSync(path.join(root, file));
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @param {string} place
 * @returns {string[]}
 */
function filesIn(root, place) {
  const absolute = path.join(root, place);
  if (!fs.existsSync(absolute) || NOT_SOURCES.test(place)) return [];
  if (!fs.statSync(absolute).isDirectory()) return [place];
  return fs.readdirSync(absolute).flatMap((name) => filesIn(root, `${place}/${name}`));
}

module.exports = { ensureBuilt, sourcesState };
