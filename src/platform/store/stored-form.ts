import type { z } from 'zod';
import { fromJson, UnreadableRow } from './unreadable-row';

/** Makes what one version has stored into what the next one would have. Pure; what it gives is checked when all have been. */
export type Upcaster = (stored: unknown) => unknown;

/** A row of JSON, with the version of the form that it is in. Rows of before there were versions are of version 1. */
export interface VersionedRow {
  readonly id: string;
  readonly version: number;
  readonly json: string;
}

/**
 * The form in which one table holds JSON that later builds have to read: which version is written now, how older ones are
 * read, and what the present one has to be. For tables of so many rows that a migration could not rewrite them before a start
 * (docs/upgrading.md).
 */
export class StoredForm<Value> {
  /** Of what is written now. */
  readonly version: number;

  /** @param upcasters from version 1 to 2, from 2 to 3, and so on; a further one makes the version rise */
  constructor(
    private readonly table: string,
    private readonly schema: z.ZodType<Value>,
    private readonly upcasters: readonly Upcaster[],
  ) {
    this.version = upcasters.length + 1;
  }

  /** @throws UnreadableRow, with what is wrong as its cause; no value of the row is in it */
  read({ id, version, json }: VersionedRow): Value {
    if (!Number.isInteger(version) || version < 1 || version > this.version) {
      const cause = new Error(
        `it is of version ${version}, and this Baton knows those up to ${this.version}`,
      );
      throw new UnreadableRow(this.table, id, { cause, reason: 'newer' });
    }
    const stored = fromJson(json, this.table, id);
    const parsed = this.schema.safeParse(this.#upcast(stored, version, id));
    if (parsed.success) return parsed.data;
    throw new UnreadableRow(this.table, id, { cause: new Error(inWords(parsed.error)) });
  }

  #upcast(stored: unknown, from: number, id: string): unknown {
    try {
      return this.upcasters.slice(from - 1).reduce((value, upcast) => upcast(value), stored);
    } catch (cause) {
      throw new UnreadableRow(this.table, id, { cause });
    }
  }
}

function inWords({ issues }: z.ZodError): string {
  return issues.map(({ path, code }) => `${path.join('.') || 'all of it'}: ${code}`).join(', ');
}
