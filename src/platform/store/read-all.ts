import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { Pace } from '../settings/pace';

/** What is read in one go; some ms. */
const PAGE = 250;

/**
 * All rows in the order of their ids, page after page, so that nothing else waits for thousands of them. What is written
 * meanwhile is in it or not.
 */
export async function* pagesOfAll<Row extends ObjectLiteral & { readonly id: string }>(
  manager: EntityManager,
  entity: EntityTarget<Row>,
): AsyncGenerator<readonly Row[]> {
  const pace = new Pace();
  for (let last = ''; ;) {
    const page = await manager
      .createQueryBuilder(entity, 'row')
      .where('row.id > :last', { last })
      .orderBy('row.id', 'ASC')
      .limit(PAGE)
      .getMany();
    if (page.length > 0) yield page;
    const end = page.at(-1);
    if (page.length < PAGE || end === undefined) return;
    last = end.id;
    await pace.breathe();
  }
}

/** As {@link pagesOfAll}, in one list. */
export async function readAll<Row extends ObjectLiteral & { readonly id: string }>(
  manager: EntityManager,
  entity: EntityTarget<Row>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const page of pagesOfAll(manager, entity)) rows.push(...page);
  return rows;
}
