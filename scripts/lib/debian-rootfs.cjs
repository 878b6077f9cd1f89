// @ts-check
'use strict';

/**
 * A folder with some of the distribution's packages and everything they need, down to libc: no root, no container, and
 * nothing outside the folder is changed.
 */

const fs = require('node:fs');
const path = require('node:path');
const { createPrivateApt, debianKeyring, machineDebianMirror } = require('./private-apt.cjs');
const { runCommand } = require('./run-command.cjs');
const { unpackDebs } = require('./unpack-debs.cjs');

/** Debian's development suite: neither bookworm nor trixie carries Asterisk. */
const DEBIAN_SUITE = 'sid';

/** Written last: a folder without it is a half install. */
const STAMP = 'baton-install.json';

/** Dynamic loaders by the name of the folder that holds the libraries. */
const LOADERS = [
  { triple: 'x86_64-linux-gnu', loader: 'usr/lib64/ld-linux-x86-64.so.2' },
  { triple: 'aarch64-linux-gnu', loader: 'usr/lib/ld-linux-aarch64.so.1' },
  { triple: 'arm-linux-gnueabihf', loader: 'usr/lib/ld-linux-armhf.so.3' },
];

/**
 * @typedef {object} Wanted
 * @property {string} rootfs where it shall be
 * @property {string} name for the lines that are shown
 * @property {readonly [string, ...string[]]} packages the first is the one whose version counts
 * @property {(version: string) => boolean} isGoodEnough asked for the version in the machine's own sources
 * @property {number} recipe raised when unpacking changes in a way that asks for a new install
 * @property {(root: string) => Promise<void>} finish what is left to do in the unpacked folder; throws if it does not work
 * @property {(line: string) => void} progress
 */

/**
 * @param {Wanted} wanted
 * @throws {Error} when the packages cannot be had, or do not work here; nothing is left behind then
 */
async function installRootfs(wanted) {
  const { rootfs, recipe } = wanted;
  const parent = path.dirname(rootfs);
  fs.mkdirSync(parent, { recursive: true });
  removeAbandoned(parent);
  // Everything happens in here and becomes `rootfs` by one rename: a half install is never mistaken for a whole one,
  // and two installs at the same time do not meet.
  const work = path.join(parent, `installing-${process.pid}-${path.basename(rootfs)}`);
  fs.mkdirSync(work);
  try {
    const unpacked = path.join(work, 'rootfs');
    const version = await fetchAndUnpack(work, unpacked, wanted);
    await wanted.finish(unpacked);
    fs.writeFileSync(path.join(unpacked, STAMP), `${JSON.stringify({ recipe, version })}\n`);
    // Somebody else may have finished first; theirs is as good as ours.
    if (installedVersion(rootfs, recipe)) return;
    fs.rmSync(rootfs, { recursive: true, force: true });
    fs.renameSync(unpacked, rootfs);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} rootfs
 * @param {number} recipe
 * @returns {string | undefined} undefined when nothing complete is there
 */
function installedVersion(rootfs, recipe) {
  const stampFile = path.join(rootfs, STAMP);
  if (!fs.existsSync(stampFile)) return undefined;
  const stamp = JSON.parse(fs.readFileSync(stampFile, 'utf8'));
  return stamp.recipe === recipe ? stamp.version : undefined;
}

/**
 * @param {string} work
 * @param {string} root
 * @param {Wanted} wanted
 * @returns {Promise<string>} the version
 */
async function fetchAndUnpack(work, root, wanted) {
  const { name, packages, progress } = wanted;
  await demandTools();
  const apt = await createPrivateApt(path.join(work, 'apt'));
  const version = await chooseSource(apt, wanted);
  progress(`${name}: downloading ${version} and what it needs (signatures checked by apt)`);
  const debs = await apt.download(packages);
  const megabytes = debs.reduce((sum, deb) => sum + fs.statSync(deb).size, 0) / 1e6;
  progress(`${name}: unpacking ${debs.length} packages (${megabytes.toFixed(0)} MB)`);
  await unpackDebs(debs, root);
  return version;
}

async function demandTools() {
  for (const tool of ['apt-get', 'dpkg-deb', 'tar', 'bash']) {
    await runCommand(tool, ['--version']).catch(() => {
      throw new Error(`it comes from Debian's packages, and this machine has no ${tool}.`);
    });
  }
}

/**
 * @param {Awaited<ReturnType<typeof createPrivateApt>>} apt
 * @param {Wanted} wanted
 * @returns {Promise<string>} the version that will be installed
 */
async function chooseSource(apt, { name, packages, isGoodEnough, progress }) {
  const override = process.env.BATON_APT_MIRROR;
  if (!override) {
    progress(`${name}: asking this machine's own package sources`);
    // A foreign source that is down must not stop us; what matters is asked next.
    await apt.update().catch(() => undefined);
    const own = await apt.candidate(packages[0]);
    if (own && isGoodEnough(own)) return own;
  }
  const mirror = override ?? (await machineDebianMirror());
  if (!mirror) throw new Error("apt's settings name no Debian mirror.");
  const keyring = debianKeyring();
  if (!keyring) throw new Error('the package debian-archive-keyring is missing, so nothing can be verified.');

  progress(`${name}: asking the Debian mirror for its suite ${DEBIAN_SUITE}`);
  apt.useOnly({ mirror, suite: DEBIAN_SUITE, keyring });
  await apt.update();
  const version = await apt.candidate(packages[0]);
  if (!version) throw new Error(`the suite ${DEBIAN_SUITE} on this mirror carries no ${packages[0]}.`);
  return version;
}

/**
 * Removes what a killed installation left behind.
 * @param {string} parent
 */
function removeAbandoned(parent) {
  for (const name of fs.readdirSync(parent)) {
    const pid = /^installing-(\d+)-/.exec(name)?.[1];
    if (pid && !fs.existsSync(`/proc/${pid}`))
      fs.rmSync(path.join(parent, name), { recursive: true, force: true });
  }
}

/**
 * How to run a program of such a folder: through the folder's own dynamic loader, because its libraries are its own.
 *
 * @param {string} rootfs
 * @param {string} program relative, such as `usr/sbin/asterisk`
 * @param {string} [seenFrom] where the folder is at this moment, if `rootfs` is how it will be called
 * @returns {{ executable: string, leadingArgs: readonly string[], libraries: string }} what to start, what must stand
 *   before the program's own arguments, and where the libraries are
 * @throws {Error} when the folder is for a processor that we do not know
 */
function howToRun(rootfs, program, seenFrom = rootfs) {
  const inside = (/** @type {string} */ relative) => path.join(rootfs, relative);
  const found = LOADERS.find(({ loader }) => fs.existsSync(path.join(seenFrom, loader)));
  if (!found) throw new Error(`there is no program loader for this processor in ${seenFrom}.`);
  const libraries = inside(`usr/lib/${found.triple}`);
  return {
    executable: inside(found.loader),
    leadingArgs: ['--library-path', libraries, inside(program)],
    libraries,
  };
}

module.exports = { howToRun, installRootfs, installedVersion };
