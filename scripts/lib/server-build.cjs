// @ts-check
'use strict';

/** Brings dist/ to what the sources give: takes the build that a release archive ships with them, or compiles them. */

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
const BUILT = 'dist';
/** Not dist/ itself: an archive that is unpacked over a server that runs leaves it what it was started from. */
const SHIPPED = 'dist.shipped';
/** In either: which sources it was built from. */
const STAMP = '.sources';

/**
 * @param {(line: string) => void} progress
 * @param {'kept' | 'dropped'} [former] what was built before: `kept` until a server has listened with what is new
 */
async function ensureBuilt(progress, former = 'dropped') {
  // Taken before the build: what was edited meanwhile is built next time.
  const state = sourcesState(PROJECT_ROOT, SOURCES);
  const there = existingBuild(PROJECT_ROOT, state);
  if (there === BUILT) return;
  const fresh = freshPlace(PROJECT_ROOT, 'code');
  if (there === SHIPPED) {
    progress('Server: taking the build that was shipped');
    fs.cpSync(path.join(PROJECT_ROOT, SHIPPED), fresh, { recursive: true });
  } else await compile(fresh, state, progress);
  putInPlace(PROJECT_ROOT, 'code', former);
}

/**
 * Development packages are for compiling, and for working on Baton.
 *
 * @param {string} [root]
 * @returns {import('./node-packages.cjs').Which} what must be installed before `ensureBuilt`
 */
function packagesToBuild(root = PROJECT_ROOT) {
  return existingBuild(root, sourcesState(root, SOURCES)) === undefined ? 'all' : 'production';
}

/**
 * @param {string} root
 * @param {string} state of the sources
 * @returns {string | undefined} the folder with what they give
 */
function existingBuild(root, state) {
  return [BUILT, SHIPPED].find((folder) => {
    const stamp = path.join(root, folder, STAMP);
    return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === state;
  });
}

/**
 * @param {string} fresh
 * @param {string} state of the sources
 * @param {(line: string) => void} progress
 */
async function compile(fresh, state, progress) {
  progress('Server: building');
  try {
    await runCommand(process.execPath, [COMPILER, '-p', 'tsconfig.build.json', '--outDir', fresh], {
      cwd: PROJECT_ROOT,
    });
  } catch (error) {
    const said = error instanceof CommandFailed ? error.output.trim() : String(error);
    throw new Error(`The server cannot be built:\n${said}`, { cause: error });
  }
  fs.writeFileSync(path.join(fresh, STAMP), state);
}

/**
 * Names and contents of all sources: changes when one is edited, added, renamed or deleted, and not when they are unpacked
 * or checked out again. Reading them takes no longer than asking for their times: 50 ms.
 *
 * @param {string} root
 * @param {readonly string[]} sources files and folders in root
 * @returns {string}
 */
function sourcesState(root, sources) {
  const hash = crypto.createHash('sha256');
  for (const file of sources.flatMap((source) => filesIn(root, source)).sort()) {
    const content = fs.readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
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

module.exports = { BUILT, SHIPPED, ensureBuilt, packagesToBuild, sourcesState };
