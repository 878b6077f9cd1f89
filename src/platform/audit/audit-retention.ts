import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { deleteRows } from '../retention/delete-rows';
import type { Perishable } from '../retention/perishable';
import { Retention } from '../retention/retention';
import { markOf, setMark } from '../retention/retention-marks';
import type { Settings } from '../settings/settings';
import { SETTINGS } from '../settings/settings.module';
import { firstIdAt } from '../store/new-id';

const AT_ONCE = 50;

/** The one way in which entries of the audit log go: the table lets none go that are not before the mark. */
@Injectable()
export class AuditRetention implements Perishable, OnModuleInit {
  readonly name = 'audit';
  readonly keptForMs: number | null;

  constructor(
    @Inject(SETTINGS) { keptForMs }: Settings,
    private readonly retention: Retention,
  ) {
    this.keptForMs = keptForMs.audit;
  }

  onModuleInit(): void {
    this.retention.add(this);
  }

  async prune(manager: EntityManager, before: number): Promise<number> {
    const mark = firstIdAt(before);
    if ((await markOf(manager, this.name)) < mark) await setMark(manager, this.name, mark);
    const some = `SELECT id FROM audit_log WHERE id < ? ORDER BY id LIMIT ${AT_ONCE}`;
    return deleteRows(manager, `DELETE FROM audit_log WHERE id IN (${some})`, [mark]);
  }
}
