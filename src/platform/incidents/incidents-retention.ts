import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { deleteRows } from '../retention/delete-rows';
import type { Perishable } from '../retention/perishable';
import { Retention } from '../retention/retention';
import type { Settings } from '../settings/settings';
import { SETTINGS } from '../settings/settings.module';
import { firstIdAt } from '../store/new-id';

const AT_ONCE = 50;

@Injectable()
export class IncidentsRetention implements Perishable, OnModuleInit {
  readonly name = 'incidents';
  readonly keptForMs: number | null;

  constructor(
    @Inject(SETTINGS) { keptForMs }: Settings,
    private readonly retention: Retention,
  ) {
    this.keptForMs = keptForMs.incidents;
  }

  onModuleInit(): void {
    this.retention.add(this);
  }

  prune(manager: EntityManager, before: number): Promise<number> {
    const some = `SELECT id FROM incidents WHERE id < ? ORDER BY id LIMIT ${AT_ONCE}`;
    return deleteRows(manager, `DELETE FROM incidents WHERE id IN (${some})`, [firstIdAt(before)]);
  }
}
