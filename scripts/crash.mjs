// @ts-check
// `npm run test:crash [-- --only warm,recall --match 'request 3' --times 10 --workers 2]`: kills the server after every single step of
// every flow, cuts its connection to Asterisk, and listens whether anybody was cut off. Its last line is
// `crash: N points, N recovered, 0 contacts lost`; the exit code is 0 only if it is exactly so.

import { campaign } from './lib/campaign.mjs';

const stopping = new AbortController();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => stopping.abort());

campaign('crash', { only: '', match: '', times: '1', workers: '2' }, async (values, load) => {
  /** @type {import('../test/crash/crash.js')} */
  const { testCrashes } = load('../test/crash/crash.ts');
  const { points, recovered, lost } = await testCrashes({
    only: values.only.split(',').filter((name) => name !== ''),
    match: values.match,
    times: Number(values.times),
    workers: Number(values.workers),
    print: (line) => console.log(line),
    stop: stopping.signal,
  });
  console.log(`crash: ${points} points, ${recovered} recovered, ${lost} contacts lost`);
  return points > 0 && points === recovered && lost === 0 ? 0 : 1;
});
