// @ts-check
// `npm run test:numbers [-- --match 'inbound to number' --seed N]`: plays every kind of call and searches everything that every party
// gets for numbers and names that it must not see. Its last line is `numbers: N legs, M messages read, K leaks`; the exit
// code is 0 only if there was no leak, every screen showed what it should, and every known leak was caught when re-opened.

import { randomInt } from 'node:crypto';
import { campaign, progress } from './lib/campaign.mjs';
import { ensureCaptureTools } from './lib/capture-tools.cjs';

campaign('numbers', { match: '', seed: '' }, async (values, load) => {
  const seed = values.seed === '' ? randomInt(2 ** 31) : Number(values.seed);
  Object.assign(process.env, await ensureCaptureTools(progress));
  /** @type {import('../test/numbers/numbers.js')} */
  const { testNumbers } = load('../test/numbers/numbers.ts');
  const { legs, messages, leaks, failures } = await testNumbers({
    match: values.match,
    seed,
    print: (line) => console.log(line),
  });
  for (const failure of failures) console.log(`failed: ${failure}`);
  console.log(`seed of the grammar: ${seed}`);
  console.log(`numbers: ${legs} legs, ${messages} messages read, ${leaks} leaks`);
  return legs > 0 && leaks === 0 && failures.length === 0 ? 0 : 1;
});
