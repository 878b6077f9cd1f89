// @ts-check
// `npm run test:abuse [-- --seed S --requests N]`: sends bad requests, at least 20,000 of them unless told otherwise, over
// REST and WebSocket while real calls go on. Its last line is `abuse: N requests, 0 server errors, 0 calls disturbed,
// 0 let in`; the exit code is 0 only if these figures are 0 and nothing else was wrong either.

import { campaign } from './lib/campaign.mjs';

/** @param {string} name @param {string} text */
function positive(name, text) {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Error(`--${name} takes a whole number from 1 on`);
  return number;
}

const options = { seed: String(Date.now() % 1_000_000_000), requests: '20000' };

campaign('abuse', options, async (values, load) => {
  const seed = positive('seed', values.seed);
  const requests = positive('requests', values.requests);
  /** @type {import('../test/abuse/abuse.js')} */
  const { testAbuse } = load('../test/abuse/abuse.ts');
  console.log(`seed ${seed}; the same again: npm run test:abuse -- --seed ${seed} --requests ${requests}`);
  const outcome = await testAbuse({ seed, requests, print: (line) => console.log(line) });
  const { serverErrors, disturbed, letIn, failures } = outcome;
  if (failures.length > 0) console.log(`${failures.length} wrong in all, seed ${seed}`);
  console.log(
    `abuse: ${outcome.requests} requests, ${serverErrors} server errors, ${disturbed} calls disturbed, ${letIn} let in`,
  );
  return serverErrors + disturbed + letIn + failures.length === 0 ? 0 : 1;
});
