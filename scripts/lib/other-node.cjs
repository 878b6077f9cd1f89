// @ts-check
'use strict';

/** Another Node, and a copy of the project whose packages are installed by it: the native SQLite driver fits one Node only. */

const fs = require('node:fs');
const path = require('node:path');
const { npm } = require('./npm.cjs');

/** What of a version is asked for: `24`, `20.19` or `22.13.1`. */
const VERSION = /^\d+(?:\.\d+){0,2}$/;

/**
 * Fetches Node as an npm package, which has the headers too, unless it is there.
 *
 * @param {string} asked a version or the beginning of one; of several the newest is taken
 * @param {string} dir where it is kept
 * @param {(line: string) => void} progress
 * @returns {Promise<string>} the program
 * @throws {Error} when there is no such Node for this machine
 */
async function fetchNode(asked, dir, progress) {
  if (!VERSION.test(asked)) throw new Error(`${asked} is no version of Node: 24, 20.19 or 22.13.1 would be.`);
  const name = `node-${process.platform}-${process.arch}`;
  const program = path.join(dir, 'node_modules', name, 'bin/node');
  if (!fs.existsSync(program)) {
    progress(`Node ${asked}: fetching the package ${name} (about 50 MB)`);
    fs.rmSync(dir, { recursive: true, force: true });
    fs.mkdirSync(dir, { recursive: true });
    // Else npm looks for a project in the folders above, and finds ours.
    fs.writeFileSync(path.join(dir, 'package.json'), '{ "private": true }\n');
    await npm(['install', '--ignore-scripts', '--no-save', '--no-package-lock', `${name}@${asked}`], {
      root: dir,
    });
  }
  return program;
}

/**
 * Makes a copy of these files, or brings it up to date. What else is in its folder, such as installed packages, stays.
 *
 * @param {string} from
 * @param {string} to
 * @param {readonly string[]} files
 */
function copyProject(from, to, files) {
  fs.mkdirSync(to, { recursive: true });
  const listed = path.join(to, '.copied');
  const before = fs.existsSync(listed) ? fs.readFileSync(listed, 'utf8').split('\n') : [];
  const wanted = new Set(files);
  for (const name of before) if (name && !wanted.has(name)) fs.rmSync(path.join(to, name), { force: true });
  // Before the copying: what an interrupted one has left is removed by the next.
  fs.writeFileSync(listed, [...new Set([...before, ...files])].join('\n'));
  for (const name of files) {
    fs.mkdirSync(path.dirname(path.join(to, name)), { recursive: true });
    fs.copyFileSync(path.join(from, name), path.join(to, name));
  }
  fs.writeFileSync(listed, files.join('\n'));
}

module.exports = { copyProject, fetchNode };
