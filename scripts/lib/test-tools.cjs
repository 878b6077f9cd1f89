// @ts-check
'use strict';

/** Phones that nobody here wrote: SIPp and baresip, the machine's own, or from Debian's packages in `.asterisk/`. */

const fs = require('node:fs');
const path = require('node:path');
const { installRootfs, installedVersion } = require('./debian-rootfs.cjs');
const { isOnPath, pathWith, writeStarters } = require('./program-starters.cjs');
const { PROJECT_ROOT } = require('./project-root.cjs');

const ROOTFS = path.join(PROJECT_ROOT, '.asterisk/test-tools');
const RECIPE = 1;
const PROGRAMS = ['sipp', 'baresip'];

/**
 * @param {(line: string) => void} progress
 * @returns {Promise<NodeJS.ProcessEnv>} what the tests' environment needs to find `sipp` and `baresip` on the PATH, and
 *   baresip's modules in BARESIP_MODULES
 */
async function ensureTestTools(progress) {
  if (PROGRAMS.every(isOnPath)) return { BARESIP_MODULES: baresipModules('/') };
  if (!installedVersion(ROOTFS, RECIPE)) {
    await installRootfs({
      rootfs: ROOTFS,
      name: 'Test phones',
      packages: ['sip-tester', 'baresip-core'],
      isGoodEnough: () => true,
      recipe: RECIPE,
      finish: async (root) => writeStarters(root, PROGRAMS),
      progress,
    });
  }
  return {
    PATH: pathWith(ROOTFS),
    BARESIP_MODULES: baresipModules(ROOTFS),
  };
}

/** @param {string} root */
function baresipModules(root) {
  const libraries = path.join(root, 'usr/lib');
  const folders = ['.', ...fs.readdirSync(libraries).filter((name) => name.endsWith('-linux-gnu'))];
  const found = folders.map((folder) => path.join(libraries, folder, 'baresip/modules')).find(fs.existsSync);
  if (!found) throw new Error(`There are no modules of baresip in ${libraries}.`);
  return found;
}

module.exports = { ensureTestTools };
