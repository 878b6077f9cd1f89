import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { StoredAnswer } from '../../http/stored-answer';
import { Refused } from '../../refusals/refused';
import type { Settings } from '../../settings/settings';
import { SETTINGS } from '../../settings/settings.module';
import { Store } from '../../store/store';
import { IdempotencyRecordEntity } from './idempotency-record.entity';

/** How long a doubled command waits for the first one before it is told to come again. */
const WAIT_MS = 10_000;

/** What a caller marked with a key. */
export interface KeyedCommand {
  readonly scope: string;
  readonly key: string;
  readonly fingerprint: string;
}

/** What a command came to. `rethrow` is set if it came to an error, which the caller is to see as it was. */
export interface Outcome<T> {
  readonly answer: StoredAnswer;
  readonly give: () => T;
}

/**
 * Keeps the first answer of each keyed command.
 *
 * The record is begun before the command runs. If the server dies in between, nobody knows how far the command came,
 * and doing it again could call or hang up twice: the key is then refused, and the caller looks at the call.
 */
@Injectable()
export class IdempotencyService {
  readonly #running = new Map<string, Promise<void>>();
  /** Answers that were given, and are not stored yet. */
  readonly #unsaved = new Map<string, { readonly fingerprint: string; readonly answer: StoredAnswer }>();

  constructor(
    private readonly store: Store,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'answersKeptForMs'>,
  ) {}

  /**
   * Runs `perform` unless the command was answered before.
   * @param perform must not reject.
   * @throws StoredAnswer with the first answer.
   * @throws Refused `idempotency-key-reused`, `idempotency-in-progress`, `idempotency-outcome-unknown`.
   */
  async once<T>(command: KeyedCommand, perform: () => Promise<Outcome<T>>): Promise<T> {
    const slot = JSON.stringify([command.scope, command.key]);
    const release = await this.#claim(slot);
    try {
      this.#giveUnsaved(slot, command);
      await this.#begin(slot, command);
      const outcome = await perform();
      await this.#end(slot, command, outcome.answer);
      return outcome.give();
    } finally {
      release();
    }
  }

  /** Waits until no twin runs. Nothing is awaited between the last look and the claim, so only one waiter gets it. */
  async #claim(slot: string): Promise<() => void> {
    const deadline = Date.now() + WAIT_MS;
    for (let twin = this.#running.get(slot); twin; twin = this.#running.get(slot)) {
      const { promise: late, cancel } = timer(deadline - Date.now());
      const arrived = await Promise.race([twin.then(() => true), late]);
      cancel();
      if (!arrived) {
        throw new Refused('idempotency-in-progress', 'The same command is still running.', {
          retryAfterSeconds: 1,
        });
      }
    }
    let wake: () => void = () => undefined;
    this.#running.set(slot, new Promise((resolve) => (wake = resolve)));
    return () => {
      this.#running.delete(slot);
      wake();
    };
  }

  #giveUnsaved(slot: string, { fingerprint }: KeyedCommand): void {
    const kept = this.#unsaved.get(slot);
    if (!kept) return;
    if (kept.fingerprint !== fingerprint) throw keyReused();
    if (kept.answer.status < 500) throw kept.answer;
  }

  async #begin(slot: string, { scope, key, fingerprint }: KeyedCommand): Promise<void> {
    const expiresAt = this.#keptUntil();
    await this.store.write(async (manager) => {
      const found = await manager.findOneBy(IdempotencyRecordEntity, { scope, key });
      if (!found || found.expiresAt <= new Date().toISOString()) {
        await put(manager, {
          scope,
          key,
          fingerprint,
          status: null,
          contentType: null,
          body: null,
          expiresAt,
        });
        return;
      }
      if (found.fingerprint !== fingerprint) {
        throw keyReused();
      }
      // What failed is as if it had not been asked, though that could not be stored yet.
      if (found.status === null && this.#unsaved.has(slot)) return;
      if (found.status === null) {
        throw new Refused(
          'idempotency-outcome-unknown',
          'The server stopped while it carried this command out; look at what it concerns and use a new key.',
        );
      }
      throw new StoredAnswer(found.status, found.contentType ?? '', found.body ?? '');
    });
  }

  /** What the command came to does not depend on whether its answer can be kept: until that is stored it is remembered. */
  async #end(slot: string, { scope, key, fingerprint }: KeyedCommand, answer: StoredAnswer): Promise<void> {
    const { status, contentType, body } = answer;
    const record = { scope, key, fingerprint, expiresAt: this.#keptUntil() };
    const store = async (manager: EntityManager) => {
      // Inserted too: an earlier attempt with this key that failed may have been stored only now, as if it had not been.
      if (status < 500) await put(manager, { ...record, status, contentType, body });
      else await manager.delete(IdempotencyRecordEntity, { scope, key });
    };
    const unsaved = { fingerprint, answer };
    this.#unsaved.set(slot, unsaved);
    const onStored = () => {
      if (this.#unsaved.get(slot) === unsaved) this.#unsaved.delete(slot);
    };
    await this.store.eventually(store, { onStored });
  }

  #keptUntil(): string {
    return new Date(Date.now() + this.settings.answersKeptForMs).toISOString();
  }
}

async function put(manager: EntityManager, record: IdempotencyRecordEntity): Promise<void> {
  await manager.upsert(IdempotencyRecordEntity, record, ['scope', 'key']);
}

function keyReused(): Refused {
  return new Refused('idempotency-key-reused', 'This key was used for another command.');
}

function timer(ms: number): { readonly promise: Promise<false>; readonly cancel: () => void } {
  let handle: NodeJS.Timeout | undefined;
  const promise = new Promise<false>((resolve) => {
    handle = setTimeout(() => resolve(false), Math.max(0, ms));
  });
  return { promise, cancel: () => clearTimeout(handle) };
}
