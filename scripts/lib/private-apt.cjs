// @ts-check
'use strict';

/**
 * apt with state, cache and sources of its own, so that it needs no root and changes nothing on the machine.
 * Mirror, proxy and keys are the machine's: nothing here names a host, and apt checks every signature.
 */

const fs = require('node:fs');
const path = require('node:path');
const { runCommand } = require('./run-command.cjs');

/** @typedef {{ uri: string, release: string, component: string }} IndexTarget */

const INDEX_TARGET_FORMAT = '$(IDENTIFIER)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)';

/** Where Debian (and Ubuntu's debian-archive-keyring package) keeps the keys that sign Debian's archive. */
const DEBIAN_KEYRINGS = [
  '/usr/share/keyrings/debian-archive-keyring.pgp',
  '/usr/share/keyrings/debian-archive-keyring.gpg',
];

/**
 * @param {string} text lines of `apt-get indextargets` in INDEX_TARGET_FORMAT
 * @returns {IndexTarget[]}
 */
function parseIndexTargets(text) {
  return text
    .split('\n')
    .map((line) => line.trim().split('|'))
    .filter(([identifier]) => identifier === 'Packages')
    .map(([, uri = '', release = '', component = '']) => ({ uri, release, component }));
}

/**
 * The mirror of Debian's main archive among the machine's sources: its path ends in `/debian` on ordinary mirrors; a
 * company's proxy may call it anything, so on Debian the source of the installed release counts too.
 *
 * @param {readonly IndexTarget[]} targets
 * @param {string | undefined} debianCodename the installed Debian release, undefined on other systems
 * @returns {string | undefined}
 */
function debianMirror(targets, debianCodename) {
  const remote = targets.filter((t) => t.component === 'main' && /^(https?|tor|mirror)\b/.test(t.uri));
  const byPath = remote.find((t) => /\/debian\/?$/.test(t.uri));
  return (byPath ?? remote.find((t) => t.release === debianCodename))?.uri;
}

/**
 * @param {string} version a Debian version such as `1:22.10.1~dfsg+~cs6.15.60671435-1`
 * @returns {number} the major version, NaN when there is none
 */
function majorVersion(version) {
  return Number.parseInt(version.replace(/^\d+:/, ''), 10);
}

/**
 * The machine's `Acquire` settings (proxies, timeouts, certificates) are kept. Those that accept
 * unsigned archives are not, and neither is the rest: hooks after an update write to system folders and would fail
 * without root, and apt has no way to unset a list from its command line.
 *
 * @param {string} dump what `apt-config dump` says
 * @param {string} home the folder that holds state, cache and sources
 * @returns {string}
 */
function privateAptConfig(dump, home) {
  const kept = dump
    .split('\n')
    .filter((line) => /^Acquire::(?!IndexTargets|Changelogs|cdrom|Allow)/.test(line));
  return `${kept.join('\n')}
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
APT::Get::Assume-Yes "true";
Dir::State "${home}/state";
Dir::State::status "${home}/status";
Dir::Cache "${home}/cache";
Dir::Log "${home}/log";
Dir::Etc::main "/dev/null";
Dir::Etc::parts "${home}/none";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "${home}/none";
`;
}

/**
 * @param {string} home an empty or missing folder that apt may fill; its path must not hold a double quote
 * @returns {Promise<PrivateApt>}
 */
async function createPrivateApt(home) {
  for (const dir of ['state/lists/partial', 'cache/archives/partial', 'log', 'none']) {
    fs.mkdirSync(path.join(home, dir), { recursive: true });
  }
  // An empty status file: apt believes that nothing is installed and fetches the whole closure, libc included, so
  // what is unpacked later does not depend on the machine's own libraries.
  fs.writeFileSync(path.join(home, 'status'), '');
  const configFile = path.join(home, 'apt.conf');
  fs.writeFileSync(configFile, privateAptConfig(await runCommand('apt-config', ['dump']), home));
  return new PrivateApt(home, configFile);
}

class PrivateApt {
  /**
   * @param {string} home
   * @param {string} configFile
   */
  constructor(home, configFile) {
    this.home = home;
    this.env = { ...process.env, APT_CONFIG: configFile, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
    /** @type {string[]} */
    this.sources = [];
  }

  /**
   * From now on: one suite of one Debian mirror, instead of the machine's own sources.
   * @param {{ mirror: string, suite: string, keyring: string }} source
   */
  useOnly({ mirror, suite, keyring }) {
    const list = path.join(this.home, 'sources.list');
    fs.writeFileSync(list, `deb [signed-by=${keyring}] ${mirror} ${suite} main\n`);
    this.sources = ['-o', `Dir::Etc::sourcelist=${list}`, '-o', `Dir::Etc::sourceparts=${this.home}/none`];
  }

  /** @throws {import('./run-command.cjs').CommandFailed} when a source cannot be reached, or its signature is not valid */
  async update() {
    // Without the option a source that cannot be reached is only a warning.
    const strict = ['-o', 'APT::Update::Error-Mode=any'];
    await runCommand('apt-get', [...this.sources, ...strict, '--quiet', 'update'], { env: this.env });
  }

  /**
   * @param {string} packageName
   * @returns {Promise<string | undefined>} the version that would be installed
   */
  async candidate(packageName) {
    const policy = await runCommand('apt-cache', [...this.sources, 'policy', packageName], { env: this.env });
    const version = /^ *Candidate: (\S+)$/m.exec(policy)?.[1];
    return version === '(none)' ? undefined : version;
  }

  /**
   * @param {readonly string[]} packages
   * @returns {Promise<string[]>} the .deb files of the packages and of all they depend on
   */
  async download(packages) {
    const args = [...this.sources, 'install', '--download-only', '--no-install-recommends', ...packages];
    await runCommand('apt-get', args, { env: this.env });
    const archives = path.join(this.home, 'cache/archives');
    return fs
      .readdirSync(archives)
      .filter((name) => name.endsWith('.deb'))
      .map((name) => path.join(archives, name));
  }
}

/**
 * @returns {Promise<string | undefined>} the machine's own mirror of Debian
 */
async function machineDebianMirror() {
  // --no-release-info: a fresh container has sources but has never fetched their lists.
  const args = ['indextargets', '--no-release-info', '--format', INDEX_TARGET_FORMAT];
  return debianMirror(parseIndexTargets(await runCommand('apt-get', args)), installedDebianCodename());
}

/** @returns {string | undefined} */
function installedDebianCodename() {
  const release = fs.existsSync('/etc/os-release') ? fs.readFileSync('/etc/os-release', 'utf8') : '';
  return /^ID=debian$/m.test(release) ? /^VERSION_CODENAME=(\S+)$/m.exec(release)?.[1] : undefined;
}

/** @returns {string | undefined} */
function debianKeyring() {
  return DEBIAN_KEYRINGS.find((file) => fs.existsSync(file));
}

module.exports = {
  createPrivateApt,
  debianKeyring,
  debianMirror,
  machineDebianMirror,
  majorVersion,
  parseIndexTargets,
  privateAptConfig,
};
