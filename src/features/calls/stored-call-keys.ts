import type { EntityManager, EntityTarget } from 'typeorm';
import type { Call } from '../../core/call/call';
import { PreparedInsert } from '../../platform/store/prepared-insert';

/** Whose calls, or calls with which number: what calls are looked for by, one row a call and key. */
export interface CallKeyRow {
  readonly callId: string;
}

/**
 * Keeps in the database what a call is to be found by. What is stored of a call that goes on is remembered, as most of what
 * happens in it changes nothing about that, and everything in it waits for the database.
 */
export class StoredCallKeys {
  readonly #insert: PreparedInsert<Record<string, string>>;
  readonly #stored = new Map<string, readonly string[]>();

  /** @param keysOf each key once; `property` of the entity holds it */
  constructor(
    manager: EntityManager,
    private readonly entity: EntityTarget<CallKeyRow>,
    private readonly property: string,
    private readonly keysOf: (call: Call) => readonly string[],
  ) {
    this.#insert = new PreparedInsert(manager, entity, ['callId', property]);
  }

  /** Call {@link committed} once the transaction has ended well. */
  async save(manager: EntityManager, call: Call): Promise<void> {
    const keys = this.keysOf(call);
    const stored = this.#stored.get(call.id);
    const kept = stored?.every((key) => keys.includes(key)) === true ? stored : [];
    if (kept !== stored) await manager.delete(this.entity, { callId: call.id });
    for (const key of keys.filter((one) => !kept.includes(one))) {
      await this.#insert.run(manager, { callId: call.id, [this.property]: key });
    }
  }

  committed(call: Call): void {
    if (call.ended) this.#stored.delete(call.id);
    else this.#stored.set(call.id, this.keysOf(call));
  }
}
