import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { deleteRows } from '../../retention/delete-rows';
import type { Perishable } from '../../retention/perishable';
import { Retention } from '../../retention/retention';

const AT_ONCE = 50;

/** Each record says itself until when it is kept. */
@Injectable()
export class IdempotencyRetention implements Perishable, OnModuleInit {
  readonly name = 'answers';
  readonly keptForMs = 0;

  constructor(private readonly retention: Retention) {}

  onModuleInit(): void {
    this.retention.add(this);
  }

  prune(manager: EntityManager, before: number): Promise<number> {
    const some = `SELECT scope, key FROM idempotency_records WHERE expires_at < ? ORDER BY expires_at LIMIT ${AT_ONCE}`;
    const sql = `DELETE FROM idempotency_records WHERE (scope, key) IN (${some})`;
    return deleteRows(manager, sql, [new Date(before).toISOString()]);
  }
}
