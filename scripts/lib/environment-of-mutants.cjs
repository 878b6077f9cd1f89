// @ts-check
'use strict';

/**
 * Stryker's environment, made quicker (stryker.config.mjs). What a mutant takes is to load specs and to run their tests: it
 * tells test/mutants/specs.ts which are asked for, and after a test that has failed it runs no other.
 */
const StrykerEnvironment = require('@stryker-mutator/jest-runner/jest-env/node');

module.exports = class extends StrykerEnvironment {
  #failed = false;

  /** @param {ConstructorParameters<typeof StrykerEnvironment>} args */
  constructor(...args) {
    const [config] = args;
    super(...args);
    this.global.testsAskedFor = config.globalConfig.testNamePattern ?? '';
    /** @type {InstanceType<typeof StrykerEnvironment>['handleTestEvent']} */
    const told = this.handleTestEvent;
    /** @type {NonNullable<InstanceType<typeof StrykerEnvironment>['handleTestEvent']>} */
    this.handleTestEvent = (event, state) => {
      if (event.name === 'test_done') this.#failed ||= event.test.errors.length > 0;
      if (event.name === 'test_start' && this.#failed) event.test.mode = 'skip';
      // Two signatures, of events that are awaited and of others, which TypeScript cannot tell apart here.
      return told?.(/** @type {any} */ (event), state);
    };
  }
};
