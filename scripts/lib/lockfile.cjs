// @ts-check
'use strict';

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {boolean} [optional]
 * @property {boolean} [dev]
 * @property {readonly string[]} [os]
 * @property {readonly string[]} [cpu]
 * @property {Readonly<Record<string, string>>} [optionalDependencies]
 */

/** @typedef {{ packages: Readonly<Record<string, LockedPackage>> }} Lock */

const OS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const CPU = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/**
 * Entries for optional dependencies that package-lock.json does not mention. Their packages pin them exactly, and their
 * names say for which system and processor they are.
 *
 * @param {Lock} lock
 * @returns {Record<string, LockedPackage>}
 */
function missingPlatformPackages({ packages }) {
  /** @type {Record<string, LockedPackage>} */
  const missing = {};
  for (const parent of Object.values(packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const place = `node_modules/${name}`;
      if (packages[place] || !/^\d+\.\d+\.\d+(?:[^\d\s]\S*)?$/.test(version)) continue;
      const words = name.split(/[-/]/);
      missing[place] = {
        version,
        cpu: CPU.filter((cpu) => words.includes(cpu)),
        ...(parent.dev ? { dev: true } : {}),
        optional: true,
        os: OS.filter((os) => words.includes(os)),
      };
    }
  }
  return missing;
}

module.exports = { missingPlatformPackages };
