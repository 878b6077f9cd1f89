// @ts-check
'use strict';

/** Brings node_modules to what package-lock.json says, and makes sure that the SQLite driver's native part runs. */

const fs = require('node:fs');
const path = require('node:path');
const { PROJECT_ROOT } = require('./project-root.cjs');
const { npm } = require('./npm.cjs');
const { CommandFailed, runCommand } = require('./run-command.cjs');

const DRIVER = path.join(PROJECT_ROOT, 'node_modules/better-sqlite3');

/** A firewall that drops packets would otherwise hold up the first start for minutes. */
const PREBUILT_LIMIT_MS = 20_000;

/** @param {(line: string) => void} progress */
async function ensureNodePackages(progress) {
  if (!matchesLock(PROJECT_ROOT)) {
    progress('Node packages: installing what package-lock.json lists (npm ci)');
    // No install scripts: the one package that needs its own is dealt with below, where it can say what it does.
    await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      show: 'everything',
    });
  }
  if (await driverRuns()) return;
  if (await fetchPrebuiltDriver(progress)) return;
  await compileDriver(progress);
}

/**
 * npm writes node_modules/.package-lock.json at the end of an installation: what is really there.
 *
 * @param {string} root the project's folder
 * @returns {boolean}
 */
function matchesLock(root) {
  const installedFile = path.join(root, 'node_modules/.package-lock.json');
  if (!fs.existsSync(installedFile)) return false;
  const wanted = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(fs.readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(
    // Optional ones are for other platforms, or for this one if they could be had.
    ([place, { version, optional }]) => place === '' || optional || installed[place]?.version === version,
  );
}

/** @returns {Promise<boolean>} true when the driver loads: it is there, for this Node and this libc */
async function driverRuns() {
  const script = "new (require('better-sqlite3'))(':memory:').close()";
  return runCommand(process.execPath, ['-e', script], { cwd: PROJECT_ROOT }).then(
    () => true,
    () => false,
  );
}

/**
 * @param {(line: string) => void} progress
 * @returns {Promise<boolean>}
 */
async function fetchPrebuiltDriver(progress) {
  const fetcher = path.join(PROJECT_ROOT, 'node_modules/prebuild-install/bin.js');
  if (process.env.npm_config_build_from_source === 'true' || !fs.existsSync(fetcher)) return false;
  progress('SQLite driver: looking for a prebuilt binary');
  const options = { cwd: DRIVER, timeoutMs: PREBUILT_LIMIT_MS };
  return runCommand(process.execPath, [fetcher], options).then(driverRuns, () => false);
}

/** @param {(line: string) => void} progress */
async function compileDriver(progress) {
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
      env: { npm_config_build_from_source: 'true', ...nodeHeaders() },
    });
  } catch (error) {
    const said = error instanceof CommandFailed ? error.message : String(error);
    throw new Error(`The SQLite driver could not be compiled.\n${said}`, { cause: error });
  }
  if (!(await driverRuns())) throw new Error('The SQLite driver was compiled, but does not load.');
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
