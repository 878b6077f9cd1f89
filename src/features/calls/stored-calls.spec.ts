import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '../../platform/store/new-id';
import { openStore } from '../../platform/store/open-store';
import type { Store } from '../../platform/store/store';
import { type CallQuery } from './call-store';
import { Story } from '../../core/call/testing/story';
import { StoredCalls } from './stored-calls';
import { type TimelineEntry } from './timeline';

let dir: string;
let store: Store;
let calls: StoredCalls;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-calls-'));
  store = await openStore(dir);
  calls = new StoredCalls(store);
});

afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const inTime = { patienceMs: 5_000 };
const save = ({ call }: Story) => calls.save(call, [], inTime);
const isListedFor = async (agentId: 'anna' | 'ben') =>
  (await calls.list({ state: 'all', limit: 10, sort: '-started', agentIds: [agentId] })).items.length === 1;

it('is listed for whom it is the call of, from the first save on', async () => {
  await save(Story.talking());
  expect([await isListedFor('anna'), await isListedFor('ben')]).toEqual([true, false]);
});

it('is listed for an agent who is rung only as long as the ringing lasts', async () => {
  const story = Story.talking().introduces('ben');
  await save(story);
  expect(await isListedFor('ben')).toBe(true);
  await save(story.declines('ben'));
  expect([await isListedFor('anna'), await isListedFor('ben')]).toEqual([true, false]);
});

it('is listed rightly when somebody else saves it, as after a restart, and when it is over', async () => {
  const story = Story.talking().introduces('ben');
  await save(story);
  calls = new StoredCalls(store);
  await save(story.declines('ben'));
  expect(await isListedFor('ben')).toBe(false);
  await save(story.drops());
  await save(story);
  expect([await isListedFor('anna'), await isListedFor('ben')]).toEqual([true, false]);
});

it('does not take for stored what was rolled back', async () => {
  const story = Story.talking();
  await save(story);
  story.introduces('ben');
  const unwritable = { at: 1n } as unknown as TimelineEntry;
  await expect(calls.save(story.call, [unwritable], inTime)).rejects.toThrow('BigInt');
  expect(await isListedFor('ben')).toBe(false);
  await save(story);
  expect(await isListedFor('ben')).toBe(true);
});

describe('a list of calls', () => {
  const hour = 3_600_000;
  const began = Date.UTC(2026, 5, 1);
  const idOf = (nth: number) => newId(began + nth * hour);
  const ids = [0, 1, 2, 3].map(idOf);

  beforeEach(async () => {
    for (const [nth, id] of ids.entries()) {
      const { call } = nth === 3 ? Story.talking().drops() : Story.talking();
      const line = { ...call.line, id: nth % 2 === 0 ? 'even' : 'odd' };
      await calls.save({ ...call, id, line, startedAt: began + nth * hour }, [], inTime);
    }
  });

  const found = async (asked: Partial<CallQuery>) => {
    const { items } = await calls.list({ state: 'all', limit: 10, sort: '-started', ...asked });
    return items.map(({ id }) => ids.indexOf(id));
  };

  it.each([
    [{}, [3, 2, 1, 0]],
    [{ sort: 'started' }, [0, 1, 2, 3]],
    [{ state: 'live' }, [2, 1, 0]],
    [{ state: 'ended' }, [3]],
    [{ line: 'odd' }, [3, 1]],
    [{ line: 'odd', state: 'live' }, [1]],
    [{ agentIds: ['anna'] }, [3, 2, 1, 0]],
    [{ agentIds: ['anna', 'ben'] }, []],
    [{ from: began + hour }, [3, 2, 1]],
    [{ to: began + hour }, [0]],
    [{ from: began + 1, to: began + 3 * hour, line: 'even', agentIds: ['anna'] }, [2]],
    [{ number: '4917155', agentIds: ['anna'], state: 'live' }, [2, 1, 0]],
    [{ number: '+4917155' }, [3, 2, 1, 0]],
    [{ number: '917155' }, []],
  ] as const)('that is asked %j has %j', async (asked, expected) => {
    expect(await found(asked)).toEqual(expected);
  });

  it.each([{}, { agentIds: ['anna'] }, { number: '+4917155' }])('asked %j has pages', async (asked) => {
    const query = { state: 'all', limit: 3, sort: '-started', ...asked } as const;
    const first = await calls.list(query);
    expect(first.items.map(({ id }) => id)).toEqual([ids[3], ids[2], ids[1]]);
    const second = await calls.list({ ...query, cursor: first.nextCursor });
    expect(second).toEqual({ items: [expect.objectContaining({ id: ids[0] })] });
  });
});
