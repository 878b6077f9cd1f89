import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Story } from '../../core/call/testing/story';
import { newId } from '../../platform/store/new-id';
import { openStore } from '../../platform/store/open-store';
import type { Store } from '../../platform/store/store';
import type { UnreadableRow } from '../../platform/store/unreadable-row';
import type { CallQuery } from './call-store';
import { StoredCalls } from './stored-calls';
import type { TimelineEntry } from './timeline';

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

describe('a live call that this build cannot read', () => {
  const change = (sql: string) => store.write((manager) => manager.query(sql));
  const setAside = async () => {
    const { calls: read, unreadable } = await calls.live();
    return [read.map(({ id }) => id), unreadable.map(({ id, why }) => [id, (why as UnreadableRow).reason])];
  };

  beforeEach(async () => {
    await save(Story.talking());
    const { call } = Story.talking();
    await calls.save({ ...call, id: 'other' }, [], inTime);
  });

  it('is told apart from the others, with the reason: a newer one has written it', async () => {
    await change("UPDATE calls SET version = 99 WHERE id = 'call'");
    expect(await setAside()).toEqual([['other'], [['call', 'newer']]]);
    await expect(calls.find('call')).rejects.toMatchObject({ reason: 'newer' });
  });

  it.each([
    ['a field is missing', `json_remove(facts, '$.limits')`],
    ['a leg is in no state that there is', `json_set(facts, '$.legs[0].state', 'asleep')`],
    ['its contact is none of its legs', `json_set(facts, '$.contact', 'nobody')`],
    ['its owner is none of its legs', `json_set(facts, '$.owner', 'nobody')`],
    ['they are those of another call', `json_set(facts, '$.id', 'other')`],
  ])('is told apart from the others where of its facts %s', async (_, spoilt) => {
    await change(`UPDATE calls SET facts = ${spoilt} WHERE id = 'call'`);
    expect(await setAside()).toEqual([['other'], [['call', 'damaged']]]);
  });

  it('is of the present version again once it was saved', async () => {
    const versions = () => store.reader.query("SELECT version FROM calls WHERE id = 'call'");
    await change("UPDATE calls SET version = 99 WHERE id = 'call'");
    await save(Story.talking().holds());
    expect(await versions()).toEqual([{ version: 1 }]);
  });
});

it('leaves out entries of a timeline that a newer build has written', async () => {
  const entry: TimelineEntry = { kind: 'event', at: 1, event: { type: 'call.started' } };
  await calls.save(Story.talking().call, [entry, { ...entry, at: 2 }], inTime);
  await store.write((manager) => manager.query('UPDATE call_timeline SET version = 99 WHERE id = 1'));
  expect(await calls.timeline('call')).toEqual([{ ...entry, at: 2 }]);
});
