// @ts-check
'use strict';

/** Programs of an unpacked folder of packages, made to be started by their names. */

const fs = require('node:fs');
const path = require('node:path');
const { howToRun } = require('./debian-rootfs.cjs');

/** @param {string} root */
const startersOf = (root) => path.join(root, 'starters');

/** @param {string} program */
function isOnPath(program) {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.some((folder) => fs.existsSync(path.join(folder, program)));
}

/**
 * A program of an unpacked folder must be started through its loader; a starter of the same name does that.
 * @param {string} root
 * @param {readonly string[]} programs of usr/bin
 * @param {(libraries: string) => Readonly<Record<string, string>>} [environment] what they need to find the rest of their
 *   packages; the folder is called `$here` in it
 */
function writeStarters(root, programs, environment = () => ({})) {
  fs.mkdirSync(startersOf(root));
  for (const program of programs) {
    const { executable, leadingArgs, libraries } = howToRun('$here', `usr/bin/${program}`, root);
    const words = [executable, ...leadingArgs].map((word) => `"${word}"`).join(' ');
    const exports = Object.entries(environment(libraries)).map(
      ([name, value]) => `export ${name}="${value}"\n`,
    );
    const script = `#!/bin/sh\nhere=$(cd "$(dirname "$0")/.." && pwd)\n${exports.join('')}exec ${words} "$@"\n`;
    fs.writeFileSync(path.join(startersOf(root), program), script, { mode: 0o755 });
  }
}

/**
 * @param {string} root
 * @returns {string} a PATH on which its starters come first
 */
function pathWith(root) {
  return `${startersOf(root)}${path.delimiter}${process.env.PATH ?? ''}`;
}

module.exports = { isOnPath, pathWith, writeStarters };
