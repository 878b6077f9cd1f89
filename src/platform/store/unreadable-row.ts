/** A row that is in the store and cannot be read: it was damaged, or written by something else. Its table and id tell which. */
export class UnreadableRow extends Error {
  override readonly name = 'UnreadableRow';

  constructor(
    readonly table: string,
    readonly id: string,
    options: { readonly cause: unknown },
  ) {
    super(`The row ${id} of ${table} cannot be read: it was damaged, or written by something else.`, options);
  }
}

/** Reads what a row holds as JSON. @throws UnreadableRow */
export function fromJson(text: string, table: string, id: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UnreadableRow(table, id, { cause });
  }
}
