// @ts-check
'use strict';

/**
 * @typedef {object} JestResult the part of `jest --json` that counts
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numRuntimeErrorTestSuites files that could not be run at all
 * @property {boolean} success
 */

/**
 * @param {string} json what Jest wrote, possibly nothing if it did not come to its end
 * @returns {{ line: string, ok: boolean }} not ok as well when no test ran
 */
function summarise(json) {
  if (json.trim() === '') return { line: '0 passed, 1 failed', ok: false };
  /** @type {JestResult} */
  const result = JSON.parse(json);
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return {
    line: `${result.numPassedTests} passed, ${failed} failed`,
    ok: result.success && failed === 0 && result.numPassedTests > 0,
  };
}

module.exports = { summarise };
