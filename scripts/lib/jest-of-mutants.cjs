// @ts-check
'use strict';

/** What Jest runs on a mutant (stryker.config.mjs): the specs that lie beside what is changed. */
const { projects } = require('../../jest.config.cjs');

const unit = projects.find(
  (/** @type {{ displayName: string }} */ { displayName }) => displayName === 'unit',
);

module.exports = {
  ...unit,
  roots: ['<rootDir>/src', '<rootDir>/test/mutants'],
  testMatch: ['<rootDir>/test/mutants/specs.ts'],
  testEnvironment: require.resolve('./environment-of-mutants.cjs'),
};
