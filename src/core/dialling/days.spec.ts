import { Days, isTimeZone } from './days';

const at = (text: string) => Date.parse(text);
const HOUR = 3_600_000;

it('begins a day where its zone does', () => {
  expect(new Days('UTC').dayOf(at('2026-11-22T23:30:00Z'))).toBe('2026-11-22');
  expect(new Days('Europe/Amsterdam').dayOf(at('2026-11-22T23:30:00Z'))).toBe('2026-11-23');
  expect(new Days('Europe/Amsterdam').startOf(at('2026-11-22T23:30:00Z'))).toBe(at('2026-11-22T23:00:00Z'));
  expect(new Days('America/New_York').startOf(at('2026-11-22T12:00:00Z'))).toBe(at('2026-11-22T05:00:00Z'));
});

it('knows days of 23 and 25 hours', () => {
  const days = new Days('Europe/Amsterdam');
  expect(days.startOf(at('2026-03-29T21:59:59Z'))).toBe(at('2026-03-28T23:00:00Z'));
  expect(days.startOf(at('2026-10-25T22:59:59Z'))).toBe(at('2026-10-24T22:00:00Z'));
});

it('gives each day its part of a talk', () => {
  const days = new Days('UTC');
  expect(days.split(at('2026-11-22T23:00:00Z'), at('2026-11-24T02:00:00Z'))).toEqual([
    { day: '2026-11-22', ms: HOUR },
    { day: '2026-11-23', ms: 24 * HOUR },
    { day: '2026-11-24', ms: 2 * HOUR },
  ]);
  expect(days.split(at('2026-11-22T12:00:00Z'), at('2026-11-22T12:00:00Z'))).toEqual([]);
  expect(days.split(at('2026-11-22T23:00:00Z'), at('2026-11-23T00:00:00Z'))).toEqual([
    { day: '2026-11-22', ms: HOUR },
  ]);
});

it('tells time zones from other words', () => {
  expect(['UTC', 'Europe/Amsterdam', 'Mars/Olympus', '', 'constructor'].map(isTimeZone)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
