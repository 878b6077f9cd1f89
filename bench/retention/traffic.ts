import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Story } from '../../src/core/call/testing/story';
import { StoredCalls } from '../../src/features/calls/stored-calls';
import type { TimelineEntry } from '../../src/features/calls/timeline';
import { newId } from '../../src/platform/store/new-id';
import type { Store } from '../../src/platform/store/store';

/** A step of a call somewhere every so often: some fifty calls at once. */
const EVERY_MS = 10;

const entry: TimelineEntry = { kind: 'event', at: 1, event: { type: 'call.held' } };

/** What the rest of the server notices. Milliseconds. */
export interface Noticed {
  readonly longestBlock: number;
  readonly p99Block: number;
  readonly longestWrite: number;
  readonly p99Write: number;
  readonly writes: number;
}

/** Does what calls do, and measures how long they wait, for as long as `meanwhile` takes. */
export async function noticedDuring(store: Store, meanwhile: () => Promise<unknown>): Promise<Noticed> {
  const calls = new StoredCalls(store);
  const call = { ...Story.talking().call, id: newId() };
  const writes: number[] = [];
  const blocks = monitorEventLoopDelay({ resolution: 1 });
  let isOver = false;
  blocks.enable();
  const over = meanwhile().finally(() => (isOver = true));
  while (!isOver) {
    const since = performance.now();
    await calls.save(call, [entry], { patienceMs: 5_000 });
    writes.push(performance.now() - since);
    await delay(EVERY_MS);
  }
  await over;
  blocks.disable();
  writes.sort((a, b) => a - b);
  return {
    longestBlock: blocks.max / 1e6,
    p99Block: blocks.percentile(99) / 1e6,
    longestWrite: writes.at(-1) ?? NaN,
    p99Write: writes[Math.floor(writes.length * 0.99)] ?? NaN,
    writes: writes.length,
  };
}
