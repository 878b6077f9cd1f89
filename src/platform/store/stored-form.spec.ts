import { z } from 'zod';
import { StoredForm } from './stored-form';
import { UnreadableRow } from './unreadable-row';

interface Old {
  readonly surname: string;
  readonly called?: string;
}

/** Version 2 calls `surname` otherwise, version 3 has a list. */
const form = new StoredForm('people', z.object({ names: z.array(z.string()).min(1) }), [
  (stored) => ({ name: (stored as Old).surname.trim() }),
  (stored) => ({ names: [(stored as { readonly name: string }).name] }),
]);
const read = (version: number, value: unknown) =>
  form.read({ id: 'one', version, json: typeof value === 'string' ? value : JSON.stringify(value) });

function refusalOf(version: number, value: unknown): UnreadableRow {
  try {
    read(version, value);
  } catch (error) {
    if (error instanceof UnreadableRow) return error;
    throw error;
  }
  throw new Error('it was read');
}

it('is of the version that the last upcaster leads to', () => {
  expect(form.version).toBe(3);
  expect(new StoredForm('people', z.unknown(), []).version).toBe(1);
});

it.each([
  [1, { surname: ' Kim ' }],
  [2, { name: 'Kim' }],
  [3, { names: ['Kim'] }],
])('reads what version %d has stored', (version, value) => {
  expect(read(version, value)).toEqual({ names: ['Kim'] });
});

it('does not read what a newer version has stored, also where it looks as if it could', () => {
  expect(refusalOf(4, { names: ['Kim'] })).toMatchObject({ table: 'people', id: 'one', reason: 'newer' });
});

it.each([
  ['of no version', 0, { names: ['Kim'] }],
  ['of half a version', 1.5, { names: ['Kim'] }],
])('does not read what is %s', (_, version, value) => {
  expect(refusalOf(version, value)).toBeInstanceOf(UnreadableRow);
});

it.each([
  ['is no JSON', 3, '{"names":["Kim"', 'it is no JSON'],
  ['has a field missing', 3, { name: 'Kim' }, 'names: invalid_type'],
  ['has something else in a field', 3, { names: [7] }, 'names.0: invalid_type'],
  ['cannot be brought up to date', 1, { names: ['Kim'] }, expect.stringContaining('undefined')],
])('says what is wrong with what %s, and nothing of what is in it', (_, version, value, why) => {
  const { reason, cause, message } = refusalOf(version, value);
  expect([reason, (cause as Error).message]).toEqual(['damaged', why]);
  expect(`${message} ${(cause as Error).message}`).not.toContain('Kim');
});
