import type { EntityManager } from 'typeorm';
import { deleteRows, readRows } from './delete-rows';

/** Up to where it was deleted; empty if nothing was yet. */
export async function markOf(manager: EntityManager, name: string): Promise<string> {
  const sql = 'SELECT mark FROM retention_marks WHERE name = ?';
  const [row] = await readRows<{ readonly mark: string }>(manager, sql, [name]);
  return row?.mark ?? '';
}

/** Nothing is deleted by it but the mark before. */
export async function setMark(manager: EntityManager, name: string, mark: string): Promise<void> {
  await deleteRows(
    manager,
    'INSERT INTO retention_marks (name, mark) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET mark = excluded.mark',
    [name, mark],
  );
}
