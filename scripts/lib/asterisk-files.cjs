// @ts-check
'use strict';

const path = require('node:path');
const { howToRun, installedVersion } = require('./debian-rootfs.cjs');
const { PROJECT_ROOT } = require('./project-root.cjs');

const ASTERISK_ROOTFS = path.join(PROJECT_ROOT, '.asterisk/rootfs');

/** Raise it when the installation changes in a way that asks for a new one. */
const ASTERISK_RECIPE = 1;

/**
 * An installed Asterisk.
 *
 * @typedef {object} AsteriskFiles
 * @property {string} version Debian's version of the package
 * @property {string} executable absolute path of the program to start
 * @property {readonly string[]} leadingArgs what must stand before Asterisk's own arguments
 * @property {string} moduleDir
 * @property {string} dataDir sounds, music, documentation, rest-api
 */

/**
 * @param {string} [rootfs]
 * @returns {AsteriskFiles | undefined} undefined when nothing complete is installed there
 */
function findAsterisk(rootfs = ASTERISK_ROOTFS) {
  const version = installedVersion(rootfs, ASTERISK_RECIPE);
  if (version === undefined) return undefined;
  const { executable, leadingArgs, libraries } = howToRun(rootfs, 'usr/sbin/asterisk');
  return {
    version,
    executable,
    leadingArgs,
    moduleDir: path.join(libraries, 'asterisk/modules'),
    dataDir: path.join(rootfs, 'usr/share/asterisk'),
  };
}

module.exports = { ASTERISK_RECIPE, ASTERISK_ROOTFS, findAsterisk };
