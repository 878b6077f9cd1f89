import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { deleteRows } from '../../platform/retention/delete-rows';
import type { Perishable } from '../../platform/retention/perishable';
import { Retention } from '../../platform/retention/retention';

const AT_ONCE = 50;

/** Those that nobody signed out of. */
@Injectable()
export class SessionsRetention implements Perishable, OnModuleInit {
  readonly name = 'sessions';
  readonly keptForMs = 0;

  constructor(private readonly retention: Retention) {}

  onModuleInit(): void {
    this.retention.add(this);
  }

  prune(manager: EntityManager, before: number): Promise<number> {
    const some = `SELECT hash FROM sessions WHERE expires_at < ? ORDER BY expires_at LIMIT ${AT_ONCE}`;
    return deleteRows(manager, `DELETE FROM sessions WHERE hash IN (${some})`, [before]);
  }
}
