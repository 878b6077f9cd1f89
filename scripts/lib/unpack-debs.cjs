// @ts-check
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { runCommand } = require('./run-command.cjs');

/** Nothing of this is read by a running Asterisk; it is a third of what the packages unpack to. */
const LEFT_OUT = [
  './usr/share/doc',
  './usr/share/man',
  './usr/share/info',
  './usr/share/locale',
  './usr/share/i18n',
  './usr/share/perl',
  './usr/share/misc',
  './usr/share/snmp/mibs',
  './usr/share/bash-completion',
  './usr/share/lintian',
  './usr/lib/*/perl',
  './usr/lib/*/perl-base',
  './usr/lib/*/gconv',
  './var/lib/dpkg',
];

/** Older archives still ship `/lib`, newer ones only `/usr/lib`: one place for both. */
const MERGED_FOLDERS = ['lib', 'lib64', 'bin', 'sbin'];

/**
 * Unpacks packages into a folder without running any of their scripts; ownership and set-uid bits are dropped.
 *
 * @param {readonly string[]} debs
 * @param {string} root
 */
async function unpackDebs(debs, root) {
  for (const name of MERGED_FOLDERS) {
    fs.mkdirSync(path.join(root, 'usr', name), { recursive: true });
    fs.symlinkSync(path.join('usr', name), path.join(root, name));
  }
  const exclude = LEFT_OUT.map((pattern) => `--exclude=${pattern}`);
  const tar = [
    'tar',
    '-x',
    '--no-same-owner',
    '--no-same-permissions',
    '--keep-directory-symlink',
    ...exclude,
  ];
  for (const deb of debs) {
    // A shell only for the pipe; both file names arrive as arguments, never as text of the script.
    const script = `set -o pipefail; dpkg-deb --fsys-tarfile "$1" | "\${@:3}" -C "$2"`;
    await runCommand('bash', ['-c', script, 'unpack', deb, root, ...tar]);
  }
  pointLinksInside(root);
}

/**
 * Packages link to absolute paths (`/usr/share/asterisk/...`), which would lead out of the folder.
 * @param {string} root
 */
function pointLinksInside(root) {
  for (const entry of fs.readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue;
    const link = path.join(entry.parentPath, entry.name);
    const target = fs.readlinkSync(link);
    if (!path.isAbsolute(target) || target.startsWith(root)) continue;
    fs.unlinkSync(link);
    fs.symlinkSync(path.relative(path.dirname(link), path.join(root, target)), link);
  }
}

module.exports = { unpackDebs };
