// @ts-check
// `npm run soak -- --transfers N [--seed S] [--lanes L]`: real transfers, and nothing left of them. Its last line is
// `soak: N transfers, 0 lost, 0 left over, rss slope X kB per 1000`; the exit code is 0 only if nothing was lost or left, memory
// is as it was (test/soak/memory.ts) and Asterisk warned of nothing. One call counts as one transfer, though some have more.

import { randomInt } from 'node:crypto';
import { campaign, progress } from './lib/campaign.mjs';

const options = { transfers: '100', lanes: '3', seed: String(randomInt(2 ** 31)) };

campaign('soak', options, async (values, load) => {
  /** @type {import('../test/soak/soak.js')} */
  const { soak } = load('../test/soak/soak.ts');
  progress(`seed ${values.seed}`);
  const { transfers, lost, leftOver, slope, complaints } = await soak({
    transfers: Number(values.transfers),
    seed: Number(values.seed),
    lanes: Number(values.lanes),
    print: (line) => console.log(line),
  });
  for (const complaint of complaints) console.log(complaint);
  console.log(
    `soak: ${transfers} transfers, ${lost} lost, ${leftOver} left over, rss slope ${Math.round(slope)} kB per 1000`,
  );
  return transfers > 0 && lost === 0 && leftOver === 0 && complaints.length === 0 ? 0 : 1;
});
