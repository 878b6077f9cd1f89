import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Store } from '../../persistence/store';
import { ApiError } from '../problem';
import { IdempotencyRecordEntity } from './idempotency-record.entity';
import { StoredAnswer } from './stored-answer';

const KEPT_FOR_MS = 24 * 60 * 60 * 1000;
const PURGE_EVERY_MS = 60 * 60 * 1000;
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
export class IdempotencyService implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(IdempotencyService.name);
  private readonly running = new Map<string, Promise<void>>();
  private purging: NodeJS.Timeout | undefined;

  constructor(private readonly store: Store) {}

  async onModuleInit(): Promise<void> {
    await this.purge(Date.now());
    this.purging = setInterval(() => {
      this.purge(Date.now()).catch((error: unknown) => this.logger.error({ err: error }, 'purge failed'));
    }, PURGE_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.purging);
  }

  /**
   * Runs `perform` unless the command was answered before.
   * @param perform must not reject.
   * @throws StoredAnswer with the first answer.
   * @throws ApiError 422 `idempotency-key-reused`, 409 `idempotency-in-progress`, 409 `idempotency-outcome-unknown`.
   */
  async once<T>(command: KeyedCommand, perform: () => Promise<Outcome<T>>): Promise<T> {
    const slot = JSON.stringify([command.scope, command.key]);
    const release = await this.claim(slot);
    try {
      await this.begin(command);
      const outcome = await perform();
      await this.end(command, outcome.answer);
      return outcome.give();
    } finally {
      release();
    }
  }

  /** Waits until no twin runs. Nothing is awaited between the last look and the claim, so only one waiter gets it. */
  private async claim(slot: string): Promise<() => void> {
    const deadline = Date.now() + WAIT_MS;
    for (let twin = this.running.get(slot); twin; twin = this.running.get(slot)) {
      const { promise: late, cancel } = timer(deadline - Date.now());
      const arrived = await Promise.race([twin.then(() => true), late]);
      cancel();
      if (!arrived) {
        throw new ApiError(409, 'idempotency-in-progress', 'The same command is still running.', {
          retryAfterSeconds: 1,
        });
      }
    }
    let wake: () => void = () => undefined;
    this.running.set(slot, new Promise((resolve) => (wake = resolve)));
    return () => {
      this.running.delete(slot);
      wake();
    };
  }

  private async begin({ scope, key, fingerprint }: KeyedCommand): Promise<void> {
    const expiresAt = new Date(Date.now() + KEPT_FOR_MS).toISOString();
    await this.store.write(async (manager) => {
      const found = await manager.findOneBy(IdempotencyRecordEntity, { scope, key });
      if (!found || found.expiresAt <= new Date().toISOString()) {
        await manager.upsert(
          IdempotencyRecordEntity,
          { scope, key, fingerprint, status: null, contentType: null, body: null, expiresAt },
          ['scope', 'key'],
        );
        return;
      }
      if (found.fingerprint !== fingerprint) {
        throw new ApiError(422, 'idempotency-key-reused', 'This key was used for another command.');
      }
      if (found.status === null) {
        throw new ApiError(
          409,
          'idempotency-outcome-unknown',
          'The server stopped while it carried this command out; look at what it concerns and use a new key.',
        );
      }
      throw new StoredAnswer(found.status, found.contentType ?? '', found.body ?? '');
    });
  }

  private async end(
    { scope, key }: KeyedCommand,
    { status, contentType, body }: StoredAnswer,
  ): Promise<void> {
    await this.store.write(async (manager) => {
      if (status < 500)
        await manager.update(IdempotencyRecordEntity, { scope, key }, { status, contentType, body });
      else await manager.delete(IdempotencyRecordEntity, { scope, key });
    });
  }

  private async purge(nowMs: number): Promise<void> {
    const expiresAt = LessThan(new Date(nowMs).toISOString());
    await this.store.write((manager) => manager.delete(IdempotencyRecordEntity, { expiresAt }));
  }
}

function timer(ms: number): { readonly promise: Promise<false>; readonly cancel: () => void } {
  let handle: NodeJS.Timeout | undefined;
  const promise = new Promise<false>((resolve) => {
    handle = setTimeout(() => resolve(false), Math.max(0, ms));
  });
  return { promise, cancel: () => clearTimeout(handle) };
}
