// @ts-check
'use strict';

const OLDEST = { major: 20, minor: 19 };

/**
 * @param {string} [version] default: the running Node's
 * @throws {Error} when it is too old to run Baton
 */
function demandNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return;
  throw new Error(`Baton needs Node ${OLDEST.major}.${OLDEST.minor} or later; this is ${version}.`);
}

module.exports = { demandNode };
