import type { Incident } from '../../platform/events/incident';
import type { Incidents } from '../../platform/incidents/incidents';
import { Refused } from '../../platform/refusals/refused';
import { Guessing } from './guessing';

const minute = 60_000;

let told: Incident[];
let guessing: Guessing;
beforeEach(() => {
  told = [];
  const incidents = { tell: (incident: Incident) => told.push(incident) } as unknown as Incidents;
  guessing = new Guessing(incidents);
});

/** @returns the code of the refusal; undefined if it was tried */
function tried(outcome: 'right' | 'wrong', name: string, address: string, now: number): string | undefined {
  try {
    guessing.attempt(name, address, now)[outcome]();
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
}
const wrong = (name: string, address: string, now: number, times: number) =>
  Array.from({ length: times }, (_, nth) => tried('wrong', name, address, now + nth));
const types = () => told.map(({ type }) => type);
/** Somebody who guesses from ever new networks. */
const networkNo = (nth: number) => `198.51.${Math.floor(nth / 250)}.${nth % 250}`;

it('locks a name where it was guessed, and nobody out who comes from elsewhere', () => {
  expect(wrong('anna', '192.0.2.66', 0, 10)).toEqual(Array<undefined>(10).fill(undefined));
  expect(tried('right', 'anna', '192.0.2.66', minute)).toBe('locked-out');
  expect(tried('right', 'anna', '192.0.2.1', minute)).toBeUndefined();
  expect(told).toMatchObject([{ type: 'security.locked-out', source: '192.0.2.66', data: { name: 'anna' } }]);
});

it('takes 64 bits of IPv6 for one network', () => {
  wrong('anna', '2001:db8::1', 0, 10);
  expect(tried('right', 'anna', '2001:db8::2', minute)).toBe('locked-out');
  expect(tried('right', 'anna', '2001:db8:0:1::1', minute)).toBeUndefined();
});

it('counts many at once before any of them has failed', () => {
  const attempts = Array.from({ length: 10 }, () => guessing.attempt('anna', '192.0.2.66', 0));
  expect(tried('right', 'anna', '192.0.2.66', 0)).toBe('locked-out');
  for (const attempt of attempts) attempt.wrong();
});

it('shuts a network out for a minute that tries name after name', () => {
  for (let nth = 0; nth < 20; nth += 1) tried('wrong', `name-${nth}`, '192.0.2.66', nth);
  expect(tried('right', 'ben', '192.0.2.66', 20)).toBe('too-many-attempts');
  expect(tried('right', 'ben', '192.0.2.1', 20)).toBeUndefined();
  expect(types()).toEqual(['security.too-many-attempts']);
});

describe('a name that is guessed from everywhere', () => {
  beforeEach(() => {
    expect(tried('right', 'anna', '192.0.2.1', 0)).toBeUndefined();
    for (let nth = 0; nth < 50; nth += 1) tried('wrong', 'anna', networkNo(nth), minute + nth);
  });

  it('is told of', () => {
    expect(told.at(-1)).toMatchObject({ type: 'security.name-besieged', data: { name: 'anna' } });
    expect(told.at(-1)?.source).toBeUndefined();
  });

  it('can be guessed less often from further networks', () => {
    const again = wrong('anna', networkNo(1000), 2 * minute, 3);
    expect(again).toEqual([undefined, undefined, 'locked-out']);
  });

  it('is not locked for its owner, at home or on a journey', () => {
    expect(wrong('anna', '192.0.2.1', 2 * minute, 9)).toEqual(Array<undefined>(9).fill(undefined));
    expect(tried('right', 'anna', '192.0.2.1', 2 * minute)).toBeUndefined();
    expect(tried('right', 'anna', '203.0.113.9', 2 * minute)).toBeUndefined();
    expect(wrong('anna', '203.0.113.9', 3 * minute, 10)).toEqual(Array<undefined>(10).fill(undefined));
  });

  it('is as any other when the siege is over', () => {
    expect(wrong('anna', networkNo(1000), 17 * minute, 10)).toEqual(Array<undefined>(10).fill(undefined));
  });

  it('is as any other once an administrator has given a new password', () => {
    guessing.unlock('anna');
    expect(wrong('anna', networkNo(1000), 2 * minute, 10)).toEqual(Array<undefined>(10).fill(undefined));
  });

  it('can be guessed so often from all further networks together, and no more, until that is over', () => {
    const tries = Array.from({ length: 100 }, (_, nth) =>
      tried('wrong', 'anna', networkNo(1000 + nth), 2 * minute),
    );
    expect(tries.filter((code) => code === undefined)).toHaveLength(50);
    expect(new Set(tries.slice(50))).toEqual(new Set(['locked-out']));
    expect(tried('right', 'anna', networkNo(2000), 16 * minute)).toBe('locked-out');
    expect(tried('right', 'anna', '192.0.2.1', 16 * minute)).toBeUndefined();
    expect(tried('right', 'anna', networkNo(2000), 17 * minute)).toBeUndefined();
  });

  it('can be used from further networks once an administrator has given a new password', () => {
    for (let nth = 0; nth < 60; nth += 1) tried('wrong', 'anna', networkNo(1000 + nth), 2 * minute);
    expect(tried('right', 'anna', networkNo(2000), 3 * minute)).toBe('locked-out');
    guessing.unlock('anna');
    expect(tried('right', 'anna', networkNo(2000), 3 * minute)).toBeUndefined();
  });

  it('says nothing of other names', () => {
    expect(wrong('ben', networkNo(1000), 2 * minute, 10)).toEqual(Array<undefined>(10).fill(undefined));
  });
});

it('is lifted by an administrator wherever it was locked', () => {
  wrong('anna', '192.0.2.66', 0, 10);
  wrong('anna', '192.0.2.67', 0, 10);
  guessing.unlock('anna');
  for (const address of ['192.0.2.66', '192.0.2.67'])
    expect(tried('right', 'anna', address, minute)).toBeUndefined();
});

it('forgets failures of a name where it was right in the end, and of no other', () => {
  wrong('anna', '192.0.2.1', 0, 9);
  wrong('anna', '192.0.2.66', 0, 9);
  expect(tried('right', 'anna', '192.0.2.1', minute)).toBeUndefined();
  expect(wrong('anna', '192.0.2.1', minute, 10)).toEqual(Array<undefined>(10).fill(undefined));
  expect(wrong('anna', '192.0.2.66', minute, 2)).toEqual([undefined, 'locked-out']);
});

describe('a site of IPv6, which has many networks', () => {
  const link = (nth: number) => `2001:db8:1:${nth.toString(16)}::1`;
  const triedFrom = (addresses: readonly string[], now: number, name = 'anna') =>
    addresses.filter((address) => tried('wrong', name, address, now) === undefined).length;
  const links = (count: number, step = 1) => Array.from({ length: count }, (_, nth) => link(nth * step));

  it('guesses a name no more than 20 times from a /56, and 40 times from a /48', () => {
    expect(triedFrom(links(256), 0)).toBe(20);
    expect(tried('right', 'anna', link(0), minute)).toBe('locked-out');
    // Others of the same /48.
    expect(triedFrom(links(256, 256), minute)).toBe(20);
    expect(tried('right', 'anna', '2001:db8:2::1', minute)).toBeUndefined();
  });

  it('tries name after name no more than 40 times a minute from a /56, and 80 times from a /48', () => {
    const names = (from: number, addresses: readonly string[]) =>
      addresses.filter((address, nth) => tried('wrong', `name-${from + nth}`, address, nth) === undefined)
        .length;
    expect(names(0, links(256))).toBe(40);
    expect(types()).toEqual(['security.too-many-attempts']);
    expect(told.at(-1)?.data).toEqual({ network: '2001:db8:1:0::/56' });
    expect(names(1000, links(255, 256).slice(1))).toBe(40);
    expect(told.at(-1)?.data).toEqual({ network: '2001:db8:1::/48' });
    expect(tried('right', 'ben', '2001:db8:2::1', 255)).toBeUndefined();
  });

  it('has no more than 40 attempts at a name in fourteen minutes, however many networks it has', () => {
    expect(tried('right', 'anna', '192.0.2.1', 0)).toBeUndefined();
    let done = 0;
    for (let nth = 0; nth < 65_536; nth += 16) done += triedFrom([link(nth), link(nth)], nth * 13);
    expect(done).toBeLessThanOrEqual(40);
    expect(tried('right', 'anna', '192.0.2.1', 14 * minute)).toBeUndefined();
  });

  it('locks nobody out who has signed in from a network of it', () => {
    expect(tried('right', 'anna', link(0), 0)).toBeUndefined();
    triedFrom(links(256).slice(1), 1);
    for (let nth = 0; nth < 200; nth += 1) tried('wrong', `name-${nth}`, link(nth + 1), 2);
    expect(tried('right', 'ben', link(1), 3)).toBe('too-many-attempts');
    expect(tried('right', 'anna', link(0), 3)).toBeUndefined();
    expect(wrong('anna', link(0), 4, 11).filter((code) => code === undefined)).toHaveLength(10);
  });
});

it('knows from before a restart where somebody has signed in from', () => {
  guessing.remember('anna', ['192.0.2.1']);
  for (let nth = 0; nth < 120; nth += 1) tried('wrong', 'anna', networkNo(nth), 0);
  expect(tried('right', 'anna', '192.0.2.2', 1)).toBe('locked-out');
  expect(tried('right', 'anna', '192.0.2.1', 1)).toBeUndefined();
});

it('lets whoever has signed in from there before go first, and counts nothing that was not looked at', async () => {
  const looks: string[] = [];
  const look = (precedence: string) => Promise.resolve(looks.push(precedence));
  const first = guessing.attempt('anna', '192.0.2.1', 0);
  await first.of(look);
  first.right();
  await guessing.attempt('anna', '192.0.2.1', 1).of(look);
  await guessing.attempt('anna', '192.0.2.2', 1).of(look);
  expect(looks).toEqual(['stranger', 'known', 'stranger']);
  for (let nth = 0; nth < 30; nth += 1) {
    const busy = guessing.attempt('ben', '192.0.2.3', nth).of(() => Promise.reject(new Error('busy')));
    await expect(busy).rejects.toThrow('busy');
  }
});
