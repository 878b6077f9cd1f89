// @ts-check
// `npm run test:store [-- --only 'agent made']`: every statement of every kind of write fails once in every way, under live
// calls; then the server is killed. Its last line is `store: N failures, 0 untrue answers, 0 calls disturbed`; the exit code is
// 0 only if it is exactly so.

import { campaign } from './lib/campaign.mjs';

campaign('store', { only: '' }, async ({ only }, load) => {
  /** @type {import('../test/store/store.js')} */
  const { testStore } = load('../test/store/store.ts');
  const { failures, untrue, disturbed } = await testStore(only);
  console.log(`store: ${failures} failures, ${untrue} untrue answers, ${disturbed} calls disturbed`);
  return failures > 0 && untrue === 0 && disturbed === 0 ? 0 : 1;
});
