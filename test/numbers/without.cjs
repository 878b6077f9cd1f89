// @ts-check
'use strict';

/**
 * The leak switches of the server: loaded before the one that is under test, it takes out of it what WITHOUT names. Nothing in
 * the server itself can be switched to do that.
 *
 * - `conceal`: who may not see numbers is sent them as they are.
 * - `digit runs`: numbers are known only where they stand as they are known, and not in names and texts.
 * - the name of a header: what it says of the caller's wish for privacy is not looked at; `*`: no header is.
 */

const path = require('node:path');

const built = path.dirname(process.argv[1] ?? '');
const without = process.env['WITHOUT'] ?? '';

switch (without) {
  case 'conceal':
    require(path.join(built, 'platform/access/conceal.js')).conceal = (/** @type {unknown} */ value) => value;
    break;
  case 'digit runs': {
    const runs = require(path.join(built, 'platform/access/digit-runs.js'));
    runs.digitRuns = runs.digitRunsOfName = () => [];
    break;
  }
  default: {
    const wish = require(path.join(built, 'core/caller-id/privacy/privacy-wish.js'));
    const { privacyWish } = wish;
    /** @param {import('../../src/core/caller-id/privacy/privacy-wish.js').CallerEvidence} evidence */
    wish.privacyWish = ({ headers, ...evidence }) =>
      privacyWish({
        ...evidence,
        headers: headers.filter(({ name }) => without !== '*' && name.toLowerCase() !== without),
      });
  }
}
