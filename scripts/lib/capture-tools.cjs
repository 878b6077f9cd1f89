// @ts-check
'use strict';

/** What listens on the wire: dumpcap and tshark, the machine's own, or from Debian's packages in `.asterisk/`. */

const fs = require('node:fs');
const path = require('node:path');
const { installRootfs, installedVersion } = require('./debian-rootfs.cjs');
const { isOnPath, pathWith, writeStarters } = require('./program-starters.cjs');
const { PROJECT_ROOT } = require('./project-root.cjs');

const ROOTFS = path.join(PROJECT_ROOT, '.asterisk/capture-tools');
const RECIPE = 1;
const PROGRAMS = ['dumpcap', 'tshark'];
/** linux/capability.h */
const CAP_NET_RAW = 13n;

/**
 * @param {(line: string) => void} progress
 * @returns {Promise<NodeJS.ProcessEnv>} what the environment needs for them to be found; nothing if they cannot be had, or
 *   could capture nothing here: then there is no second witness, and a line of `progress` says why
 */
async function ensureCaptureTools(progress) {
  // The machine's own may have a right to capture that we have not: whether they can, they will say themselves.
  if (PROGRAMS.every(isOnPath)) return {};
  if (!mayCapture()) {
    progress('tshark: not installed, as capturing needs root or CAP_NET_RAW');
    return {};
  }
  try {
    if (!installedVersion(ROOTFS, RECIPE)) await install(progress);
    return { PATH: pathWith(ROOTFS) };
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    progress(`tshark: not installed: ${why}`);
    return {};
  }
}

/** @param {(line: string) => void} progress */
async function install(progress) {
  await installRootfs({
    rootfs: ROOTFS,
    name: 'tshark',
    packages: ['tshark'],
    isGoodEnough: () => true,
    recipe: RECIPE,
    finish: async (root) =>
      writeStarters(root, PROGRAMS, (libraries) => ({
        // They look for them beside the program that runs, and that is the loader.
        WIRESHARK_DATA_DIR: '$here/usr/share/wireshark',
        WIRESHARK_PLUGIN_DIR: `${libraries}/wireshark/plugins`,
      })),
    progress,
  });
}

function mayCapture() {
  const status = fs.existsSync('/proc/self/status') ? fs.readFileSync('/proc/self/status', 'utf8') : '';
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return effective !== undefined && ((BigInt(`0x${effective}`) >> CAP_NET_RAW) & 1n) === 1n;
}

module.exports = { ensureCaptureTools };
