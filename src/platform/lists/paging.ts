import { z } from 'zod';
import { own } from '../../core/own';
import { type Position, readCursor, writeCursor } from './cursor';

/** One of a list's sorts, from the smallest on; with a leading `-` from the largest on. */
export type Sort<Key extends string> = Key | `-${Key}`;

/** What every list is asked. A list's own filters come on top. */
export interface ListQuery<Key extends string> {
  readonly limit: number;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  readonly sort: Sort<Key>;
}

/**
 * The query of a list. What is not named here is refused, so that a misspelt filter does not show everything.
 * @param keys what it can be sorted by
 * @param usual how it is sorted when nothing is said
 */
export function listQuery<const Key extends string, Filters extends z.ZodRawShape>(
  keys: readonly Key[],
  usual: Sort<Key>,
  filters: Filters,
) {
  const downwards = keys.map((key): `-${Key}` => `-${key}`);
  return z
    .strictObject({
      limit: z.coerce.number().int().min(1).max(200).default(50).describe('Most items of one page.'),
      cursor: z
        .string()
        .max(2048)
        .optional()
        .describe('The `nextCursor` of the page before, with the same sort.'),
      sort: z
        .literal<Sort<Key>[]>([...keys, ...downwards])
        .prefault(usual)
        .describe('What the list is sorted by: upwards, or downwards with a leading `-`.'),
      ...filters,
    })
    .superRefine((query, context) => {
      const { cursor, sort } = query as { readonly cursor?: string; readonly sort: string };
      if (cursor === undefined || readCursor(cursor, sort)) return;
      const message = 'is not the nextCursor of a page of this list with this sort';
      context.addIssue({ code: 'custom', path: ['cursor'], message });
    });
}

/** A filter by text that is contained, whichever its case. */
export const contained = z.string().trim().min(1).max(100);

/** A filter by an id; one that nobody has finds nothing. */
export const filteredId = z.string().min(1).max(64);

/** A filter by time. */
export const filteredTime = z.iso
  .datetime({ offset: true })
  .describe(
    'ISO 8601 with an offset, of which a `+` is written `%2B` in an address. `from` itself is included, `to` is not.',
  );

/** A filter by what is on or off. */
export const filteredFlag = z.enum(['true', 'false']);

/** One page of a list; without `nextCursor` it is the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

/** The schema of a page, for the answer and its description. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() });
}

/** The same page of other items. */
export function mapPage<T, U>({ items, ...page }: Page<T>, to: (item: T) => U) {
  return { ...page, items: items.map(to) };
}

/** What a sort is by, which way it goes, and where the page begins: after that position, or at the first item. */
export function orderOf<Key extends string>({ sort, cursor }: ListQuery<Key>) {
  const isDown = sort.startsWith('-');
  const key = (isDown ? sort.slice(1) : sort) as Key;
  return { key, isDown, after: cursor === undefined ? undefined : readCursor(cursor, sort) };
}

/**
 * @param rows up to `limit + 1` of them after the cursor, in order: the one too many tells that there is more
 * @param position by what an item was sorted
 */
export function toPage<T>(
  rows: readonly T[],
  { limit, sort }: ListQuery<string>,
  position: (item: T, index: number) => Position,
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (rows.length <= limit || last === undefined) return { items };
  return { items, nextCursor: writeCursor(sort, position(last, items.length - 1)) };
}

/** A page of a list that is in memory as a whole. */
export function pageOfAll<T extends { readonly id: string }, Key extends string>(
  all: readonly T[],
  query: ListQuery<Key>,
  keys: Readonly<Record<Key, (item: T) => string | number>>,
): Page<T> {
  const { key, isDown, after } = orderOf(query);
  const by = own(keys as Readonly<Record<string, (item: T) => string | number>>, key) ?? (({ id }) => id);
  const positionOf = (item: T): Position => ({ key: by(item), id: item.id });
  const inOrder = (a: Position, b: Position) => (isDown ? -compare(a, b) : compare(a, b));
  const rows = all
    .filter((item) => after === undefined || inOrder(positionOf(item), after) > 0)
    .sort((a, b) => inOrder(positionOf(a), positionOf(b)));
  return toPage(rows.slice(0, query.limit + 1), query, positionOf);
}

function compare(a: Position, b: Position): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}
