import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { own } from '../../core/own';
import type { Store } from '../store/store';
import { type ListQuery, orderOf, type Page, toPage } from './paging';

/**
 * Reads one page of what `query` selects. By keyset: however deep the page, it is found by the index and costs what the
 * first one does.
 * @param keys what each sort is by, in SQL, never null; `id` tells those apart that have the same
 */
export async function readPage<Row extends ObjectLiteral, Key extends string>(
  query: SelectQueryBuilder<Row>,
  list: ListQuery<Key>,
  { id, ...keys }: Readonly<Record<Key | 'id', string>>,
): Promise<Page<Row>> {
  const { key, isDown, after } = orderOf(list);
  const by = own(keys as Readonly<Record<string, string>>, key) ?? id;
  const [beyond, direction] = isDown ? (['<', 'DESC'] as const) : (['>', 'ASC'] as const);
  if (after && by === id) query.andWhere(`${id} ${beyond} :afterId`, { afterId: after.id });
  else if (after) {
    query.andWhere(`(${by}, ${id}) ${beyond} (:afterKey, :afterId)`, {
      afterKey: after.key,
      afterId: after.id,
    });
  }
  // In brackets, or TypeORM takes them for the entity's own columns, and leaves those out.
  query.addSelect(`(${by})`, 'page_key').addSelect(`(${id})`, 'page_id');
  query.orderBy(by, direction).addOrderBy(id, direction);
  const { entities, raw } = await query.limit(list.limit + 1).getRawAndEntities<PageColumns>();
  return toPage(entities, list, (_, index) => ({
    key: raw[index]?.page_key ?? '',
    id: raw[index]?.page_id ?? '',
  }));
}

/** The same page of what its rows hold, without those that cannot be read. */
export function mapReadable<Row, Read>(
  store: Pick<Store, 'readable'>,
  { items, ...page }: Page<Row>,
  read: (row: Row) => Read,
): Page<Read> {
  return { ...page, items: store.readable(items, read) };
}

interface PageColumns {
  readonly page_key: string | number;
  readonly page_id: string;
}

/** Keeps those of which one of the columns contains the text, whichever its case; columns with letters as `LOWER(...)`. */
export function keepContaining<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  columns: readonly string[],
  text: string,
): void {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  const anyOf = columns.map((column) => `${column} LIKE :contained ESCAPE '\\'`).join(' OR ');
  query.andWhere(`(${anyOf})`, { contained: pattern });
}
