// @ts-check
'use strict';

/**
 * The first release of each Node that our packages run on (the newest demand is TypeORM's) and that can `require` ES modules.
 * Odd ones were never meant to last; those from 25 on are let in, as nothing is known against them.
 *
 * @type {Readonly<Record<number, number>>}
 */
const FIRST_MINOR = { 20: 19, 22: 13, 24: 11 };
const NEWEST_KNOWN = 24;

/**
 * @param {string} [version] default: the running Node's
 * @throws {Error} when Baton does not run on it
 */
function demandNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > NEWEST_KNOWN || minor >= (FIRST_MINOR[major] ?? Infinity)) return;
  const firsts = Object.entries(FIRST_MINOR).map(([known, first]) => `${known}.${first}`);
  throw new Error(
    `Baton needs Node ${firsts.join(', ')} (or a later one of these), or 25 or later; this is ${version}.`,
  );
}

module.exports = { demandNode, FIRST_MINOR, NEWEST_KNOWN };
