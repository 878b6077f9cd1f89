// @ts-check
'use strict';

/**
 * Puts a complete Asterisk into `.asterisk/rootfs` from the distribution's own packages: no root, no container, nothing
 * outside the project is changed. `node scripts/lib/install-asterisk.cjs` runs it by hand.
 */

const fs = require('node:fs');
const path = require('node:path');
const { createPrivateApt, debianKeyring, machineDebianMirror, majorVersion } = require('./private-apt.cjs');
const { runCommand } = require('./run-command.cjs');
const { unpackDebs } = require('./unpack-debs.cjs');
const { RECIPE, STAMP, defaultRootfs, findAsterisk, locate } = require('./asterisk-files.cjs');

/** Older ones lack parts of ARI that Baton needs. */
const OLDEST_MAJOR = 18;

const PACKAGES = ['asterisk', 'asterisk-modules', 'asterisk-moh-opsound-wav', 'asterisk-core-sounds-en-wav'];

/** Neither bookworm nor trixie carries Asterisk; Debian's development suite always has. */
const DEBIAN_SUITE_WITH_ASTERISK = 'sid';

/** No Asterisk could be had; the message says why and what else can be done. */
class AsteriskUnavailable extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(
      `Asterisk cannot be installed here: ${reason}\n` +
        'Two ways out:\n' +
        '  - use an Asterisk that you have: ARI_URL=http://its-address:8088 ARI_USER=… ARI_PASSWORD=… npm start\n' +
        '  - run both in containers: docker compose up\n' +
        'If this machine can reach a Debian mirror that apt does not know: BATON_APT_MIRROR=<its address> npm start',
    );
    this.name = 'AsteriskUnavailable';
  }
}

/**
 * @param {{ rootfs?: string, progress?: (line: string) => void }} [options]
 * @returns {Promise<import('./asterisk-files.cjs').AsteriskFiles>}
 * @throws {AsteriskUnavailable}
 */
async function installAsterisk({ rootfs = defaultRootfs(), progress = console.log } = {}) {
  const present = findAsterisk(rootfs);
  if (present) return present;

  const parent = path.dirname(rootfs);
  fs.mkdirSync(parent, { recursive: true });
  removeAbandoned(parent);
  // Everything happens in here and becomes `rootfs` by one rename: a half install is never mistaken for a whole one,
  // and two installs at the same time do not meet.
  const work = path.join(parent, `installing-${process.pid}`);
  fs.mkdirSync(work);
  try {
    const unpacked = path.join(work, 'rootfs');
    await fetchAndUnpack(work, unpacked, progress);
    putInPlace(unpacked, rootfs);
  } catch (error) {
    if (error instanceof AsteriskUnavailable) throw error;
    throw new AsteriskUnavailable(error instanceof Error ? error.message : String(error));
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  const installed = findAsterisk(rootfs);
  if (!installed) throw new AsteriskUnavailable(`${rootfs} is incomplete after the installation.`);
  progress(`Asterisk ${installed.version} is in ${path.relative(process.cwd(), rootfs) || rootfs}`);
  return installed;
}

/**
 * @param {string} work
 * @param {string} root
 * @param {(line: string) => void} progress
 */
async function fetchAndUnpack(work, root, progress) {
  await demandTools();
  const apt = await createPrivateApt(path.join(work, 'apt'));
  const version = await chooseSource(apt, progress);
  progress(`Asterisk: downloading ${version} and what it needs (about 110 MB, signatures checked by apt)`);
  const debs = await apt.download(PACKAGES);
  progress(`Asterisk: unpacking ${debs.length} packages (about 215 MB)`);
  await unpackDebs(debs, root);
  linkEnglishSounds(root);
  await proveItRuns(root);
  fs.writeFileSync(path.join(root, STAMP), `${JSON.stringify({ recipe: RECIPE, version })}\n`);
}

async function demandTools() {
  for (const tool of ['apt-get', 'dpkg-deb', 'tar', 'bash']) {
    await runCommand(tool, ['--version']).catch(() => {
      throw new AsteriskUnavailable(`it comes from Debian's packages, and this machine has no ${tool}.`);
    });
  }
}

/**
 * @param {Awaited<ReturnType<typeof createPrivateApt>>} apt
 * @param {(line: string) => void} progress
 * @returns {Promise<string>} the version that will be installed
 */
async function chooseSource(apt, progress) {
  const override = process.env.BATON_APT_MIRROR;
  if (!override) {
    progress("Asterisk: asking this machine's own package sources");
    // A foreign source that is down must not stop us; what matters is asked next.
    await apt.update().catch(() => undefined);
    const own = await apt.candidate('asterisk');
    if (own && majorVersion(own) >= OLDEST_MAJOR) return own;
  }
  const mirror = override ?? (await machineDebianMirror());
  if (!mirror) throw new AsteriskUnavailable("apt's settings name no Debian mirror.");
  const keyring = debianKeyring();
  if (!keyring)
    throw new AsteriskUnavailable(
      'the package debian-archive-keyring is missing, so nothing can be verified.',
    );

  progress(`Asterisk: asking the Debian mirror for its suite ${DEBIAN_SUITE_WITH_ASTERISK}`);
  apt.useOnly({ mirror, suite: DEBIAN_SUITE_WITH_ASTERISK, keyring });
  await apt.update();
  const version = await apt.candidate('asterisk');
  if (!version)
    throw new AsteriskUnavailable(`${DEBIAN_SUITE_WITH_ASTERISK} on this mirror carries no Asterisk.`);
  return version;
}

/**
 * The package's install script makes this link; we run none.
 * @param {string} root
 */
function linkEnglishSounds(root) {
  const sounds = path.join(root, 'usr/share/asterisk/sounds');
  const voice = fs.readdirSync(sounds).find((name) => name.startsWith('en_'));
  if (voice && !fs.existsSync(path.join(sounds, 'en'))) fs.symlinkSync(voice, path.join(sounds, 'en'));
}

/** @param {string} root */
async function proveItRuns(root) {
  const { executable, leadingArgs } = locate(root);
  await runCommand(executable, [...leadingArgs, '-V']);
}

/**
 * @param {string} unpacked
 * @param {string} rootfs
 */
function putInPlace(unpacked, rootfs) {
  // Somebody else may have finished first; theirs is as good as ours.
  if (findAsterisk(rootfs)) return;
  fs.rmSync(rootfs, { recursive: true, force: true });
  fs.renameSync(unpacked, rootfs);
}

/**
 * Removes what a killed installation left behind.
 * @param {string} parent
 */
function removeAbandoned(parent) {
  for (const name of fs.readdirSync(parent)) {
    const pid = /^installing-(\d+)$/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) fs.rmSync(path.join(parent, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

module.exports = { AsteriskUnavailable, installAsterisk };

if (require.main === module) {
  installAsterisk().catch((/** @type {Error} */ error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
