import type { Call, Found } from '../../core/call/call';
import { Story } from '../../core/call/testing/story';
import { StopSearch } from './stop-search';
import { ManualClock, settled } from './testing/manual-clock';

const nobody: Found = { waves: [], then: [] };
const first = Story.arrival().call;
const second = atNextStop(first);

function atNextStop(call: Call): Call {
  const { attempt } = call;
  if (!attempt) throw new Error('nobody is looked for');
  return { ...call, attempt: { ...attempt, stops: attempt.stops + 1 } };
}

/** A search whose look-ups are answered when the test does it, in the order in which they were asked. */
class Searching {
  readonly clock = new ManualClock();
  readonly lookUps: { answer: (found: Found) => void; fail: (error: Error) => void }[] = [];
  readonly found: number[] = [];
  readonly search = new StopSearch(
    {
      clock: this.clock,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      find: () => new Promise((answer, fail) => this.lookUps.push({ answer, fail })),
    },
    {
      found: ({ stops }) => Promise.resolve(this.found.push(stops)),
      over: () => undefined,
    },
  );
}

describe('the search for who is at a stop', () => {
  it('asks once for each stop', () => {
    const { search, lookUps } = new Searching();
    search.ask(first);
    search.ask(first);
    expect(lookUps).toHaveLength(1);
    search.ask(second);
    expect(lookUps).toHaveLength(2);
  });

  it('goes on without those who cannot be looked up', async () => {
    const { search, lookUps, found } = new Searching();
    search.ask(first);
    lookUps[0]?.fail(new Error('no database'));
    await settled();
    expect(found).toEqual([first.attempt?.stops]);
    expect(search.busy).toBe(false);
  });

  it('waits for an answer as long as a stop has, and no longer', async () => {
    const { search, clock } = new Searching();
    search.ask(first);
    await clock.pass(4_999);
    expect(search.busy).toBe(true);
    await clock.pass(1);
    expect(search.busy).toBe(false);
  });

  it('still waits for the second stop when the first is answered late', async () => {
    const { search, lookUps } = new Searching();
    search.ask(first);
    search.ask(second);
    lookUps[0]?.answer(nobody);
    await settled();
    expect(search.busy).toBe(true);
    lookUps[1]?.answer(nobody);
    await settled();
    expect(search.busy).toBe(false);
  });
});
