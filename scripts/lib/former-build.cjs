// @ts-check
'use strict';

/**
 * What the server is started from, its code and its packages, and what is kept of the ones before: a server that runs can have
 * to be started again at any moment, so what is new takes its place when it is whole, and goes again when it is no good.
 */

const fs = require('node:fs');
const path = require('node:path');

/** A tool that looks for code passes by every folder that is called node_modules. */
const PARTS = {
  code: { place: 'dist', fresh: 'dist.new', former: 'dist.old' },
  packages: {
    place: 'node_modules',
    fresh: 'packages.new/node_modules',
    former: 'packages.old/node_modules',
  },
};

/** @typedef {keyof typeof PARTS} Part */

/**
 * @param {string} root
 * @param {Part} part
 * @returns {string} where to put what is new; in an empty folder, and not there itself
 */
function freshPlace(root, part) {
  const fresh = path.join(root, PARTS[part].fresh);
  discard(root, PARTS[part].fresh);
  fs.mkdirSync(path.dirname(fresh), { recursive: true });
  return fresh;
}

/**
 * Puts what is new in its place.
 *
 * @param {string} root
 * @param {Part} part
 * @param {'kept' | 'dropped'} former `kept`: until a server has listened with what is new. If one is kept already, it stays:
 *   no server has listened with what came after it.
 */
function putInPlace(root, part, former) {
  const { place, fresh, former: old } = PARTS[part];
  const at = (/** @type {string} */ name) => path.join(root, name);
  if (former === 'dropped' || !fs.existsSync(at(old))) {
    discard(root, old);
    if (fs.existsSync(at(place))) move(at(place), at(old));
  } else fs.rmSync(at(place), { recursive: true, force: true });
  move(at(fresh), at(place));
  discard(root, fresh);
  if (former === 'dropped') discard(root, old);
}

/**
 * @typedef {object} Former
 * @property {() => boolean} isKept
 * @property {() => void} exchange what came before takes the place of what is there now, and the other way round
 * @property {() => void} drop what cannot be removed is left: whoever has just started a server has better things to do
 */

/**
 * @param {string} root
 * @returns {Former}
 */
function formerBuild(root) {
  const kept = () => Object.values(PARTS).filter(({ former }) => fs.existsSync(path.join(root, former)));
  return {
    isKept: () => kept().length > 0,
    exchange() {
      for (const { place, fresh, former } of kept()) {
        discard(root, fresh);
        move(path.join(root, place), path.join(root, fresh));
        move(path.join(root, former), path.join(root, place));
        move(path.join(root, fresh), path.join(root, former));
        discard(root, fresh);
      }
    },
    drop() {
      try {
        for (const { former } of kept()) discard(root, former);
      } catch {
        // The next build tries again.
      }
    },
  };
}

/**
 * @param {string} from
 * @param {string} to
 */
function move(from, to) {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  fs.renameSync(from, to);
}

/**
 * With the folder that is there for it only.
 *
 * @param {string} root
 * @param {string} name
 */
function discard(root, name) {
  fs.rmSync(path.join(root, name.split('/')[0] ?? name), { recursive: true, force: true });
}

module.exports = { formerBuild, freshPlace, putInPlace };
