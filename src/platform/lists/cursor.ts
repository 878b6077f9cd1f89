import { z } from 'zod';

/** Where in a list an item stands: by what the list is sorted by, and by its id among those that have the same. */
export interface Position {
  readonly key: string | number;
  readonly id: string;
}

const shape = z.tuple([z.string(), z.union([z.string(), z.number()]), z.string()]);

/** Opaque to clients. Names an item rather than a count: what is added or deleted meanwhile shifts nothing. */
export function writeCursor(sort: string, { key, id }: Position): string {
  return Buffer.from(JSON.stringify([sort, key, id])).toString('base64url');
}

/** Undefined if it is none, or one of another sort. */
export function readCursor(cursor: string, sort: string): Position | undefined {
  const parsed = shape.safeParse(parse(Buffer.from(cursor, 'base64url').toString()));
  if (!parsed.success || parsed.data[0] !== sort) return undefined;
  const [, key, id] = parsed.data;
  return { key, id };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
