// @ts-check
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { runCommand } = require('./run-command.cjs');

/**
 * What git knows of the project, and what is new in it and not ignored.
 *
 * @param {string} root
 * @returns {Promise<string[]>} paths of files within root
 */
async function projectFiles(root) {
  const list = await runCommand('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
  });
  const names = list.split('\0').filter((name) => name !== '');
  return names.filter((name) => fs.lstatSync(path.join(root, name), { throwIfNoEntry: false })?.isFile());
}

module.exports = { projectFiles };
