import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { deleteRows } from '../../platform/retention/delete-rows';
import type { Perishable } from '../../platform/retention/perishable';
import { Retention } from '../../platform/retention/retention';
import type { Settings } from '../../platform/settings/settings';
import { SETTINGS } from '../../platform/settings/settings.module';

const AT_ONCE = 50;

/** Only today's limit anybody; how long agents talked on other days goes with the calls in which they did. */
@Injectable()
export class OutsideMinutesRetention implements Perishable, OnModuleInit {
  readonly name = 'outside minutes';
  readonly keptForMs: number | null;

  constructor(
    @Inject(SETTINGS) { keptForMs }: Settings,
    private readonly retention: Retention,
  ) {
    this.keptForMs = keptForMs.calls;
  }

  onModuleInit(): void {
    this.retention.add(this);
  }

  prune(manager: EntityManager, before: number): Promise<number> {
    const some = `SELECT agent_id, day FROM outside_minutes WHERE day < ? ORDER BY day LIMIT ${AT_ONCE}`;
    const sql = `DELETE FROM outside_minutes WHERE (agent_id, day) IN (${some})`;
    return deleteRows(manager, sql, [new Date(before).toISOString().slice(0, 10)]);
  }
}
