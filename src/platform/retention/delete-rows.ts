import type { EntityManager } from 'typeorm';

/**
 * Runs a DELETE that was written by hand, as TypeORM takes longer to write one than the database to carry it out (measured:
 * 5 ms for what takes 1), and calls wait meanwhile.
 * @param sql with `?` for each parameter, whatever the database calls them
 * @returns how many rows are gone
 */
export async function deleteRows(
  manager: EntityManager,
  sql: string,
  parameters: readonly (string | number)[],
): Promise<number> {
  if (!manager.queryRunner) throw new Error('Rows are deleted within Store.write only.');
  const { affected } = await manager.queryRunner.query(forDatabase(manager, sql), [...parameters], true);
  return affected ?? 0;
}

/** As {@link deleteRows}, for what is looked up before. */
export function readRows<Row>(
  manager: EntityManager,
  sql: string,
  parameters: readonly (string | number)[],
): Promise<readonly Row[]> {
  return manager.query<readonly Row[]>(forDatabase(manager, sql), [...parameters]);
}

function forDatabase({ connection }: EntityManager, sql: string): string {
  let index = 0;
  return sql.replaceAll('?', () => connection.driver.createParameter('value', index++));
}
