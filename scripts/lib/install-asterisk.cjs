// @ts-check
'use strict';

/** Puts a complete Asterisk into `.asterisk/rootfs`; `npm run asterisk:install` does it by hand. */

const fs = require('node:fs');
const path = require('node:path');
const { ASTERISK_RECIPE, ASTERISK_ROOTFS, findAsterisk } = require('./asterisk-files.cjs');
const { howToRun, installRootfs } = require('./debian-rootfs.cjs');
const { majorVersion } = require('./private-apt.cjs');
const { runCommand } = require('./run-command.cjs');

/** Older ones lack parts of ARI that Baton needs. */
const OLDEST_MAJOR = 18;

/** No Asterisk could be had; the message says why and what else can be done. */
class AsteriskUnavailable extends Error {
  /**
   * @param {string} reason
   * @param {ErrorOptions} [options]
   */
  constructor(reason, options) {
    super(
      `Asterisk cannot be installed here: ${reason}\n` +
        'Two ways out:\n' +
        '  - use an Asterisk that you have: ARI_URL=http://its-address:8088 ARI_USER=… ARI_PASSWORD=… npm start\n' +
        '  - run both in containers: docker compose up\n' +
        'If this machine can reach a Debian mirror that apt does not know: BATON_APT_MIRROR=<its address> npm start',
      options,
    );
    this.name = 'AsteriskUnavailable';
  }
}

/**
 * @param {{ rootfs?: string, progress?: (line: string) => void }} [options]
 * @returns {Promise<import('./asterisk-files.cjs').AsteriskFiles>}
 * @throws {AsteriskUnavailable}
 */
async function installAsterisk({ rootfs = ASTERISK_ROOTFS, progress = console.log } = {}) {
  const present = findAsterisk(rootfs);
  if (present) return present;
  try {
    await installRootfs({
      rootfs,
      name: 'Asterisk',
      packages: ['asterisk', 'asterisk-modules', 'asterisk-moh-opsound-wav', 'asterisk-core-sounds-en-wav'],
      isGoodEnough: (version) => majorVersion(version) >= OLDEST_MAJOR,
      recipe: ASTERISK_RECIPE,
      finish,
      progress,
    });
  } catch (error) {
    throw new AsteriskUnavailable(error instanceof Error ? error.message : String(error), { cause: error });
  }
  const installed = findAsterisk(rootfs);
  if (!installed) throw new AsteriskUnavailable(`${rootfs} is incomplete after the installation.`);
  progress(`Asterisk: ${installed.version} is in ${path.relative(process.cwd(), rootfs)}`);
  return installed;
}

/** @param {string} root */
async function finish(root) {
  // The package's install script makes this link; we run none.
  const sounds = path.join(root, 'usr/share/asterisk/sounds');
  const voice = fs.readdirSync(sounds).find((name) => name.startsWith('en_'));
  if (voice && !fs.existsSync(path.join(sounds, 'en'))) fs.symlinkSync(voice, path.join(sounds, 'en'));

  const { executable, leadingArgs } = howToRun(root, 'usr/sbin/asterisk');
  await runCommand(executable, [...leadingArgs, '-V']);
}

module.exports = { installAsterisk };

if (require.main === module) {
  installAsterisk().catch((/** @type {Error} */ error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
