/**
 * Why a row cannot be read. `newer`: a newer Baton has written it, in a form that this one does not know. `damaged`: it cannot
 * be had from the file, is no JSON, or is not in the form that it says.
 */
export type UnreadableReason = 'damaged' | 'newer';

/** A row that is in the store and cannot be read. Its table and id tell which; its cause is logged, so nothing of the row is in it. */
export class UnreadableRow extends Error {
  override readonly name = 'UnreadableRow';
  readonly reason: UnreadableReason;

  constructor(
    readonly table: string,
    readonly id: string,
    { cause, reason = 'damaged' }: { readonly cause: unknown; readonly reason?: UnreadableReason },
  ) {
    super(`The row ${id} of ${table} cannot be read: ${whys[reason]}`, { cause });
    this.reason = reason;
  }
}

const whys: Readonly<Record<UnreadableReason, string>> = {
  damaged: 'it was damaged, or written by something else.',
  newer: 'a newer Baton has written it.',
};

/** Reads what a row holds as JSON. @throws UnreadableRow */
export function fromJson(text: string, table: string, id: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words repeat what is in the row.
    throw new UnreadableRow(table, id, { cause: new Error('it is no JSON') });
  }
}
