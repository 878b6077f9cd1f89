/**
 * What does it cost that the facts of a live call are judged after each decision and each look? A consultation about a
 * conference, four parties of which one is masked to the others, is judged over and over. Beside it the parts of a decision:
 * it is taken, stored, and turned into a plan.
 *
 *     npm run bench:rules                     the median of nine rounds, in time of the processor
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Call } from '../src/core/call/call';
import { decide } from '../src/core/call/decide';
import { nothingObserved } from '../src/core/call/observed';
import { plan } from '../src/core/call/plan';
import { brokenRule, inWords } from '../src/core/call/rules';
import { Story } from '../src/core/call/testing/story';
import { topology } from '../src/core/call/topology';
import { StoredCalls } from '../src/features/calls/stored-calls';
import { openStore } from '../src/platform/store/open-store';

const ROUNDS = 9;
const TIMES = 20_000;
const SAVES = 1_000;

const calling = {
  masking: true,
  mask: '+4930199',
  transferCallerId: 'mask',
  trunk: { profile: 'none' },
  emergency: ['112', '110'],
} as const;

async function main(): Promise<void> {
  const story = Story.talking({ line: { calling } })
    .introduces('ben')
    .answers('ben')
    .merges()
    .introduces('mobile')
    .answers('mobile');
  const { call, now } = story;
  const broken = brokenRule(call, now);
  if (broken) throw new Error(`the facts of the measurement break rule ${inWords(broken)}`);
  const hold = { type: 'phone-hold', leg: story.leg('anna').id, on: true } as const;
  const judged = microseconds(() => brokenRule(call, now));
  const decided = microseconds(() => {
    const decision = decide(call, hold, now);
    if (decision.ok) plan(decision.call, nothingObserved, topology(decision.call, now));
  });
  const stored = await storedIn(call);
  const share = (judged / (judged + decided + stored)) * 100;
  console.log(
    `bench:rules: ${call.legs.length} parties, ${judged.toFixed(1)} µs a judgement, ${share.toFixed(1)}% of a decision: ` +
      `${decided.toFixed(1)} µs to take it and to plan, ${stored.toFixed(0)} µs to store it`,
  );
}

function microseconds(work: () => unknown): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const from = process.cpuUsage().user;
    for (let nth = 0; nth < TIMES; nth += 1) work();
    return (process.cpuUsage().user - from) / TIMES;
  });
  return rounds.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
}

async function storedIn(call: Call): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'baton-rules-'));
  const store = await openStore(dir);
  try {
    const calls = new StoredCalls(store);
    const from = process.cpuUsage();
    for (let nth = 0; nth < SAVES; nth += 1) await calls.save(call, [], { patienceMs: 5_000 });
    const { user, system } = process.cpuUsage(from);
    return (user + system) / SAVES;
  } finally {
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
