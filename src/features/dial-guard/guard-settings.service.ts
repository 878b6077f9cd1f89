import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { completed, type GuardSettings, initialSettings } from '../../core/dialling/settings';
import { anyVersion, type Expected } from '../../platform/http/version/resource-version';
import { Store } from '../../platform/store/store';
import { fromJson } from '../../platform/store/unreadable-row';
import { LinesService } from '../lines/lines.service';
import { GuardSettingsEntity } from './guard-settings.entity';

const ACCOUNT = 'account';

/** Kept in memory as well: every outside number that is dialled asks. */
@Injectable()
export class GuardSettingsService implements OnModuleInit {
  #settings: GuardSettings = initialSettings;

  constructor(
    private readonly store: Store,
    private readonly lines: LinesService,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.refresh();
    this.lines.keepWhileUsed(async (lineId, manager) =>
      Object.hasOwn((await readGuardSettings(manager)).lines, lineId)
        ? [{ type: 'settings', id: 'guard', name: 'settings/guard' }]
        : [],
    );
  }

  get current(): GuardSettings {
    return this.#settings;
  }

  /** @throws Refused `precondition-failed` as {@link Expected} */
  async put(settings: GuardSettings, expected: Expected = anyVersion): Promise<GuardSettings> {
    await this.store.write(async (manager) => {
      const row = await manager.findOneBy(GuardSettingsEntity, { id: ACCOUNT });
      expected.check(this.store.readableOr(() => settingsOf(row), initialSettings));
      await writeGuardSettings(manager, settings);
    });
    this.#settings = settings;
    return settings;
  }

  /** Others than {@link put} have written them, and committed it. */
  async refresh(): Promise<void> {
    const reading = await this.store.reader.findOneBy(GuardSettingsEntity, { id: ACCOUNT });
    this.#settings = this.store.readableOr(() => settingsOf(reading), initialSettings);
  }
}

export async function writeGuardSettings(manager: EntityManager, settings: GuardSettings): Promise<void> {
  const row = { id: ACCOUNT, value: JSON.stringify(settings) };
  await manager.upsert(GuardSettingsEntity, row, ['id']);
}

export async function readGuardSettings(manager: EntityManager): Promise<GuardSettings> {
  return settingsOf(await manager.findOneBy(GuardSettingsEntity, { id: ACCOUNT }));
}

function settingsOf(row: GuardSettingsEntity | null): GuardSettings {
  return row
    ? completed(fromJson(row.value, 'guard_settings', row.id) as Partial<GuardSettings>)
    : initialSettings;
}
