import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Call, defaultLimits, type Leg } from '../../core/call/call';
import { decide } from '../../core/call/decide';
import type { Input } from '../../core/call/inputs';
import { originate } from '../../core/call/start';
import { dialable } from '../../core/call/testing/people';
import { ring, Story, target } from '../../core/call/testing/story';
import { initialSettings } from '../../core/dialling/settings';
import { openStore } from '../../platform/store/open-store';
import type { Store } from '../../platform/store/store';
import type { GuardSettingsService } from './guard-settings.service';
import { OutsideUsage } from './outside-usage';

const NOON = Date.parse('2026-11-22T12:00:00Z');
const MINUTE = 60_000;

let dir: string;
let store: Store;
let usage: OutsideUsage;
let timeZone: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-usage-'));
  store = await openStore(dir);
  timeZone = 'UTC';
  usage = started();
});

afterEach(async () => {
  jest.useRealTimers();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

function started(): OutsideUsage {
  const settings = {
    get current() {
      return { ...initialSettings, timeZone };
    },
  };
  return new OutsideUsage(store, settings as unknown as GuardSettingsService);
}

const agent = dialable('anna');
const annaId = agent.party.type === 'agent' ? agent.party.agentId : '';
const legsAt = (now: number) => usage.of(annaId, now).outsideLegs;

/** The agent's call to somebody outside, as it begins. */
const begun = (id = 'call', at = NOON, other = dialable('shop')) =>
  originate({ id, line: Story.talking().call.line, limits: defaultLimits, agent, other }, at);

const contactOf = (call: Call) => call.legs.find(({ id }) => id === call.contact) as Leg;

/** Goes on with a call, and takes in what follows. */
function tell(call: Call, at: number, ...inputs: readonly Input[]): Call {
  return inputs.reduce((before, input) => {
    const decision = decide(before, input, at);
    if (!decision.ok) throw new Error(decision.refusal.code);
    usage.update(decision.call, decision.publish, at);
    return decision.call;
  }, call);
}

/** Agent and outside talk since then. */
function talking(id: string, at: number): Call {
  const { call, publish } = begun(id, at);
  usage.update(call, publish, at);
  const [owner] = call.legs;
  return tell(call, at, { type: 'leg-up', leg: owner?.id ?? '' }, { type: 'leg-up', leg: call.contact });
}
const hangUp = (call: Call, at: number) =>
  tell(call, at, { type: 'leg-gone', leg: call.contact, how: 'hung-up' });

/** What is stored is stored beside, and one after another. */
const stored = () => store.eventually(() => Promise.resolve());

describe('legs', () => {
  it('count before they are there, and then once', () => {
    usage.expected(annaId, NOON);
    expect(legsAt(NOON)).toBe(1);
    const { call, publish } = begun();
    usage.update(call, publish, NOON + 5);
    expect(legsAt(NOON + 5)).toBe(1);
    usage.expected(annaId, NOON + 10);
    expect(legsAt(NOON + 10)).toBe(2);
  });

  it('are not waited for if they do not come', () => {
    usage.expected(annaId, NOON);
    expect(legsAt(NOON + 2_000)).toBe(0);
  });

  it('of calls that were taken over after a restart count', () => {
    usage.update(begun().call, [], NOON);
    expect(legsAt(NOON)).toBe(1);
  });

  it('that come after one do not count when it is dialled, unless they are dialled already', () => {
    const { call } = begun();
    const first = contactOf(call);
    const second: Leg = { ...first, id: 'baton-call-9' };
    const both = { ...call, legs: [...call.legs, second] };
    expect(usage.of(annaId, NOON, { call: both, leg: first }).outsideLegs).toBe(0);
    expect(usage.of(annaId, NOON, { call: both, leg: second }).outsideLegs).toBe(1);
    usage.admit(both, second, NOON);
    expect(usage.of(annaId, NOON, { call: both, leg: first }).outsideLegs).toBe(1);
    usage.refuse(first.id);
    expect(usage.of(annaId, NOON, { call: both, leg: second }).outsideLegs).toBe(0);
  });

  it('of a call that is over are forgotten, with all that was known of them', () => {
    const call = talking('call', NOON);
    const { id } = contactOf(call);
    usage.admit(call, contactOf(call), NOON);
    usage.refuse('baton-call-9');
    expect(usage.talking()).toMatchObject([{ call: 'call', agentId: annaId, leg: { id } }]);
    expect([usage.isAdmitted(id), usage.isRefused('baton-call-9')]).toEqual([true, true]);
    const other: Leg = { ...contactOf(call), id: 'baton-call-9' };
    tell({ ...call, legs: [...call.legs, other] }, NOON, { type: 'asterisk-restarted' });
    expect(usage.talking()).toEqual([]);
    expect(legsAt(NOON)).toBe(0);
    expect([usage.isAdmitted(id), usage.isRefused('baton-call-9')]).toEqual([false, false]);
  });

  it('that ring talk to nobody', () => {
    usage.update(begun().call, [], NOON);
    expect([legsAt(NOON), usage.talking()]).toEqual([1, []]);
  });

  it('of what is dialled apart count until it is over', () => {
    const over = usage.hold(undefined, NOON);
    expect(usage.ofAll(NOON + MINUTE).outsideLegs).toBe(1);
    over();
    expect(usage.ofAll(NOON + MINUTE).outsideLegs).toBe(0);
  });

  it('to those whom one calls for help do not count', () => {
    const help = begun('call', NOON, { ...dialable('shop'), party: { type: 'number', number: '112' } });
    const calling = {
      masking: false,
      mask: '',
      transferCallerId: 'lead',
      trunk: { profile: 'none' },
    } as const;
    const line = { ...help.call.line, calling: { ...calling, emergency: ['112'] } };
    usage.update({ ...help.call, line }, help.publish, NOON);
    expect(usage.ofAll(NOON).outsideLegs).toBe(0);
  });
});

describe('attempts', () => {
  it('are counted once for a leg that was expected, and for one that was not', () => {
    usage.expected(annaId, NOON);
    const { call } = begun();
    expect(usage.claim(call, contactOf(call), NOON)).toBe(true);
    usage.admit(call, contactOf(call), NOON);
    expect(usage.of(annaId, NOON).attempts).toBe(1);
    const other = begun('other').call;
    expect(usage.claim(other, contactOf(other), NOON)).toBe(false);
    usage.admit(other, contactOf(other), NOON);
    expect(usage.of(annaId, NOON).attempts).toBe(2);
    expect(usage.of(annaId, NOON + MINUTE).attempts).toBe(0);
  });
});

describe('minutes', () => {
  it('count while somebody talks, and after', () => {
    const call = talking('call', NOON);
    expect(usage.of(annaId, NOON + 3 * MINUTE).minutes).toBe(3);
    expect(usage.ofAll(NOON + 3 * MINUTE).minutes).toBe(3);
    hangUp(call, NOON + 5 * MINUTE);
    expect(usage.of(annaId, NOON + 9 * MINUTE).minutes).toBe(5);
    expect(usage.of('ben', NOON + 9 * MINUTE).minutes).toBe(0);
  });

  describe('of somebody outside who is asked to press 1', () => {
    const SECOND = 1_000;
    const asked = () => {
      const mobile = target([ring('mobile', { confirm: true })]);
      const story = Story.talking().command({ type: 'transfer', release: 'on-answer', target: mobile });
      const { id } = story.leg('mobile');
      return { id, call: tell(story.call, NOON, { type: 'leg-up', leg: id }) };
    };

    it('count from the answer of the network', () => {
      const { id, call } = asked();
      expect(usage.of(annaId, NOON + 15 * SECOND).minutes).toBe(0.25);
      tell(call, NOON + 15 * SECOND, { type: 'key', leg: id, key: '1' });
      expect(usage.of(annaId, NOON + MINUTE).minutes).toBe(1);
    });

    it('count although 1 is never pressed', async () => {
      const { id, call } = asked();
      tell(call, NOON + 30 * SECOND, { type: 'leg-gone', leg: id, how: 'hung-up' });
      expect(usage.of(annaId, NOON + MINUTE).minutes).toBe(0.5);
      await stored();
    });
  });

  it('are those of the day, where the settings say that it begins', () => {
    const evening = Date.parse('2026-11-22T22:50:00Z');
    const call = talking('call', evening);
    const late = evening + 20 * MINUTE;
    timeZone = 'Europe/Amsterdam';
    expect(usage.of(annaId, late).minutes).toBe(10);
    timeZone = 'UTC';
    expect(usage.of(annaId, late).minutes).toBe(20);
    hangUp(call, late);
    expect(usage.of(annaId, late + MINUTE).minutes).toBe(20);
    expect(usage.of(annaId, late + 60 * MINUTE).minutes).toBe(0);
  });

  it('of days long past are forgotten', async () => {
    const day = 24 * 60 * MINUTE;
    for (const nth of [0, 1, 2, 3, 4])
      hangUp(talking(`call-${nth}`, NOON + nth * day), NOON + nth * day + MINUTE);
    expect([0, 1, 4].map((nth) => usage.of(annaId, NOON + nth * day + 2 * MINUTE).minutes)).toEqual([
      0, 1, 1,
    ]);
    await stored();
  });

  it('are known after a restart, also those of a talk over midnight', async () => {
    const midnight = Date.parse('2026-11-23T00:00:00Z');
    hangUp(talking('one', NOON), NOON + 7 * MINUTE);
    hangUp(talking('two', midnight - 3 * MINUTE), midnight + 2 * MINUTE);
    await stored();
    jest.useFakeTimers({
      now: midnight + 10 * MINUTE,
      doNotFake: ['setTimeout', 'nextTick', 'setImmediate'],
    });
    usage = started();
    await usage.onModuleInit();
    expect(usage.of(annaId, midnight - 1).minutes).toBe(10);
    expect(usage.ofAll(midnight + 10 * MINUTE).minutes).toBe(2);
  });
});

it('counts the calls that are nobody’s and ring a number', () => {
  const { line } = Story.talking().call;
  const searching = (id: string) => {
    const leg: Leg = {
      id: `baton-${id}-2`,
      ...dialable('shop'),
      state: 'ringing',
      asked: { kind: 'inbound', by: null },
    };
    usage.update({ ...begun(id).call, direction: 'inbound', line, legs: [leg] }, [], NOON);
    return leg;
  };
  const { endpoint = '' } = searching('one');
  searching('two');
  expect(usage.ringingForNobody(endpoint)).toBe(2);
  talking('three', NOON);
  expect(usage.ringingForNobody(endpoint)).toBe(2);
});
