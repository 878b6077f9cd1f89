// @ts-check
'use strict';

/**
 * Files that another program appends to without end, kept to so many bytes. They are emptied in place: whoever writes has them
 * open for appending, and goes on at the beginning.
 */

const fs = require('node:fs');

/**
 * Empties a file whenever it has grown beyond that: its reader is not there, and strangers decide how much is written.
 *
 * @param {string} file may be missing
 * @param {{ maxBytes: number, everyMs: number }} bounds
 * @returns {() => void} ends it
 */
function keepBounded(file, { maxBytes, everyMs }) {
  return look(everyMs, () => {
    if (fs.statSync(file).size > maxBytes) fs.truncateSync(file);
  });
}

/**
 * Whenever a file has grown beyond that, what is in it becomes `<file>.1`, what was in that `<file>.2`, and so on. What is written
 * within the few microseconds between copying and emptying is lost.
 *
 * @param {string} file may be missing
 * @param {{ maxBytes: number, kept: number, everyMs: number }} bounds `kept`: how many old ones there are at most
 * @returns {() => void} ends it
 */
function keepRotated(file, { maxBytes, kept, everyMs }) {
  const old = (/** @type {number} */ n) => `${file}.${n}`;
  return look(everyMs, () => {
    if (fs.statSync(file).size <= maxBytes) return;
    for (let n = kept - 1; n >= 1; n--) if (fs.existsSync(old(n))) fs.renameSync(old(n), old(n + 1));
    try {
      fs.writeFileSync(old(1), lastBytes(file, maxBytes), { mode: 0o600 });
    } finally {
      // On a full disk above all.
      fs.truncateSync(file);
    }
  });
}

/**
 * The end of a file, from the beginning of a line.
 *
 * @param {string} file may be missing
 * @param {number} maxBytes
 * @returns {Buffer}
 */
function lastBytes(file, maxBytes) {
  if (!fs.existsSync(file)) return Buffer.alloc(0);
  const fd = fs.openSync(file, 'r');
  try {
    const { size } = fs.fstatSync(fd);
    const from = Math.max(0, size - maxBytes);
    const bytes = Buffer.alloc(size - from);
    const read = bytes.subarray(0, fs.readSync(fd, bytes, 0, bytes.length, from));
    return from === 0 ? read : read.subarray(read.indexOf('\n') + 1);
  } finally {
    fs.closeSync(fd);
  }
}

/**
 * @param {number} everyMs
 * @param {() => void} act
 */
function look(everyMs, act) {
  const timer = setInterval(() => {
    try {
      act();
    } catch {
      // Not there (yet), or no space for what is old.
    }
  }, everyMs).unref();
  return () => clearInterval(timer);
}

module.exports = { keepBounded, keepRotated, lastBytes };
