// @ts-check
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const PROJECT_ROOT = path.resolve(__dirname, '../..');
const ASTERISK_HOME = path.join(PROJECT_ROOT, '.asterisk');

/** Written last: a folder without it is a half install. */
const STAMP = 'baton-install.json';

/** Raise it when unpacking changes in a way that asks for a new install. */
const RECIPE = 1;

/** Dynamic loaders by the name of the folder that holds the libraries. */
const LOADERS = [
  { triple: 'x86_64-linux-gnu', loader: 'usr/lib64/ld-linux-x86-64.so.2' },
  { triple: 'aarch64-linux-gnu', loader: 'usr/lib/ld-linux-aarch64.so.1' },
  { triple: 'arm-linux-gnueabihf', loader: 'usr/lib/ld-linux-armhf.so.3' },
];

/**
 * An unpacked Asterisk. It runs through its own dynamic loader, because its libraries (libc included) are its own.
 *
 * @typedef {object} AsteriskFiles
 * @property {string} version Debian's version of the package
 * @property {string} executable absolute path of the program to start
 * @property {readonly string[]} leadingArgs what must stand before Asterisk's own arguments
 * @property {string} moduleDir
 * @property {string} dataDir sounds, music, documentation, rest-api
 */

/** @returns {string} `.asterisk/rootfs` of this project */
function defaultRootfs() {
  return path.join(ASTERISK_HOME, 'rootfs');
}

/**
 * @param {string} [rootfs]
 * @returns {AsteriskFiles | undefined} undefined when nothing complete is installed there
 */
function findAsterisk(rootfs = defaultRootfs()) {
  const stampFile = path.join(rootfs, STAMP);
  if (!fs.existsSync(stampFile)) return undefined;
  const stamp = JSON.parse(fs.readFileSync(stampFile, 'utf8'));
  if (stamp.recipe !== RECIPE) return undefined;
  return { version: stamp.version, ...locate(rootfs) };
}

/**
 * @param {string} rootfs
 * @returns {Omit<AsteriskFiles, 'version'>}
 * @throws {Error} when the folder holds no Asterisk for a processor that we know
 */
function locate(rootfs) {
  const inside = (/** @type {string} */ relative) => path.join(rootfs, relative);
  const found = LOADERS.find(
    ({ triple, loader }) =>
      fs.existsSync(inside(loader)) && fs.existsSync(inside(`usr/lib/${triple}/asterisk`)),
  );
  if (!found) throw new Error(`There is no Asterisk for this processor in ${rootfs}.`);
  const libraries = `usr/lib/${found.triple}`;
  return {
    executable: inside(found.loader),
    leadingArgs: ['--library-path', inside(libraries), inside('usr/sbin/asterisk')],
    moduleDir: inside(`${libraries}/asterisk/modules`),
    dataDir: inside('usr/share/asterisk'),
  };
}

module.exports = { ASTERISK_HOME, PROJECT_ROOT, RECIPE, STAMP, defaultRootfs, findAsterisk, locate };
