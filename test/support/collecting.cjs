// @ts-check
'use strict';

// Preloaded into a process of its own, with --expose-gc: at SIGUSR2 everything that nobody holds is collected, finalizers
// included, and it is said on stderr.
const { setImmediate: turn } = require('node:timers/promises');

process.on('SIGUSR2', () => {
  void (async () => {
    for (let round = 0; round < 5; round += 1) {
      globalThis.gc?.();
      await turn();
    }
    process.stderr.write('collected\n');
  })();
});
