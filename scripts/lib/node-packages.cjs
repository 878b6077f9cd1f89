// @ts-check
'use strict';

/** Brings node_modules to what package-lock.json says, and makes sure that the SQLite driver's native part runs. */

const fs = require('node:fs');
const path = require('node:path');
const { freshPlace, putInPlace } = require('./former-build.cjs');
const { PROJECT_ROOT } = require('./project-root.cjs');
const { npm } = require('./npm.cjs');
const { CommandFailed, runCommand } = require('./run-command.cjs');

/** What decides what npm installs, and how. */
const NPM_FILES = ['package.json', 'package-lock.json', '.npmrc'];

/** A firewall that drops packets would otherwise hold up the first start for minutes. */
const PREBUILT_LIMIT_MS = 20_000;

const COPY_AS_IT_IS = { recursive: true, verbatimSymlinks: true, preserveTimestamps: true };

/** @typedef {'all' | 'production'} Which `production`: without those that are for building and testing */

/**
 * What is there stays in its place until all that is new is there and runs: a server may be running with it, and there may be
 * no network.
 *
 * @param {(line: string) => void} progress
 * @param {Which} [which] what must be there; what is there besides stays, unless something has to be installed
 * @param {'kept' | 'dropped'} [former] what was installed before: `kept` until a server has listened with what is new
 */
async function ensureNodePackages(progress, which = 'all', former = 'dropped') {
  const isInstalled = matchesLock(PROJECT_ROOT, which);
  if (isInstalled && (await driverRuns(PROJECT_ROOT))) return;
  const fresh = freshPlace(PROJECT_ROOT, 'packages');
  const root = path.dirname(fresh);
  try {
    for (const file of NPM_FILES) fs.copyFileSync(path.join(PROJECT_ROOT, file), path.join(root, file));
    if (isInstalled) fs.cpSync(path.join(PROJECT_ROOT, 'node_modules'), fresh, COPY_AS_IT_IS);
    else {
      const omit = which === 'all' ? [] : ['--omit=dev'];
      progress(`Node packages: installing what package-lock.json lists (${['npm ci', ...omit].join(' ')})`);
      // No install scripts: the one package that needs its own is dealt with below, where it can say what it does.
      await npm(['ci', ...omit, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
        root,
        show: 'everything',
      });
    }
    await ensureDriver(root, progress);
    putInPlace(PROJECT_ROOT, 'packages', former);
  } catch (error) {
    fs.rmSync(root, { recursive: true, force: true });
    throw error;
  }
}

/**
 * @param {string} root
 * @param {(line: string) => void} progress
 */
async function ensureDriver(root, progress) {
  if (await driverRuns(root)) return;
  if (await fetchPrebuiltDriver(root, progress)) return;
  await compileDriver(root, progress);
}

/**
 * npm writes node_modules/.package-lock.json at the end of an installation: what is really there.
 *
 * @param {string} root the project's folder
 * @param {Which} [which]
 * @returns {boolean}
 */
function matchesLock(root, which = 'all') {
  const installedFile = path.join(root, 'node_modules/.package-lock.json');
  if (!fs.existsSync(installedFile)) return false;
  const wanted = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(fs.readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(
    // Optional ones are for other platforms, or for this one if they could be had.
    ([place, { version, optional, devOptional, dev }]) =>
      place === '' ||
      optional ||
      (which === 'production' && (dev || devOptional)) ||
      installed[place]?.version === version,
  );
}

/**
 * @param {string} root
 * @returns {Promise<boolean>} true when the driver loads: it is there, for this Node and this libc
 */
async function driverRuns(root) {
  const script = "new (require('better-sqlite3'))(':memory:').close()";
  return runCommand(process.execPath, ['-e', script], { cwd: root }).then(
    () => true,
    () => false,
  );
}

/**
 * @param {string} root
 * @param {(line: string) => void} progress
 * @returns {Promise<boolean>}
 */
async function fetchPrebuiltDriver(root, progress) {
  const fetcher = path.join(root, 'node_modules/prebuild-install/bin.js');
  if (process.env.npm_config_build_from_source === 'true' || !fs.existsSync(fetcher)) return false;
  progress('SQLite driver: looking for a prebuilt binary');
  const options = { cwd: path.join(root, 'node_modules/better-sqlite3'), timeoutMs: PREBUILT_LIMIT_MS };
  return runCommand(process.execPath, [fetcher], options).then(
    () => driverRuns(root),
    () => false,
  );
}

/**
 * @param {string} root
 * @param {(line: string) => void} progress
 */
async function compileDriver(root, progress) {
  for (const tool of ['make', 'g++', 'python3']) {
    await runCommand(tool, ['--version']).catch(() => {
      throw new Error(
        `The SQLite driver has no prebuilt binary for this machine and must be compiled, but there is no ${tool}. ` +
          'On Debian and Ubuntu: sudo apt-get install build-essential python3',
      );
    });
  }
  progress('SQLite driver: no prebuilt binary could be had; compiling it (about 3 minutes, once)');
  try {
    await npm(['rebuild', 'better-sqlite3'], {
      root,
      env: { npm_config_build_from_source: 'true', ...nodeHeaders() },
    });
  } catch (error) {
    const said = error instanceof CommandFailed ? error.message : String(error);
    throw new Error(`The SQLite driver could not be compiled.\n${said}`, { cause: error });
  }
  if (!(await driverRuns(root))) throw new Error('The SQLite driver was compiled, but does not load.');
}

/**
 * Node's packages bring the headers along; without this hint they would be downloaded.
 * @returns {NodeJS.ProcessEnv}
 */
function nodeHeaders() {
  const prefix = path.resolve(path.dirname(process.execPath), '..');
  const there = fs.existsSync(path.join(prefix, 'include/node/node.h'));
  return there && !process.env.npm_config_nodedir ? { npm_config_nodedir: prefix } : {};
}

module.exports = { ensureNodePackages, matchesLock };
