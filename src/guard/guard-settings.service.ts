import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { anyVersion, type Expected } from '../http/version/resource-version';
import { Store } from '../persistence/store';
import { type GuardSettings, initialSettings } from './domain/settings';
import { GuardSettingsEntity } from './guard-settings.entity';

const account = 'account';

/** Kept in memory as well: every outside number that is dialled asks. */
@Injectable()
export class GuardSettingsService implements OnModuleInit {
  private settings: GuardSettings = initialSettings;

  constructor(private readonly store: Store) {}

  async onModuleInit(): Promise<void> {
    this.settings = await read(this.store.reader);
  }

  get current(): GuardSettings {
    return this.settings;
  }

  /** @throws ApiError 412 as {@link Expected} */
  async put(settings: GuardSettings, expected: Expected = anyVersion): Promise<GuardSettings> {
    const row = { id: account, value: JSON.stringify(settings) };
    await this.store.write(async (manager) => {
      expected.check(await read(manager));
      await manager.upsert(GuardSettingsEntity, row, ['id']);
    });
    this.settings = settings;
    return settings;
  }
}

async function read(manager: EntityManager): Promise<GuardSettings> {
  const row = await manager.findOneBy(GuardSettingsEntity, { id: account });
  return row ? (JSON.parse(row.value) as GuardSettings) : initialSettings;
}
