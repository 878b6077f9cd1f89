import { Injectable, type OnModuleInit } from '@nestjs/common';
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
    const row = await this.store.reader.findOneBy(GuardSettingsEntity, { id: account });
    if (row) this.settings = JSON.parse(row.value) as GuardSettings;
  }

  get current(): GuardSettings {
    return this.settings;
  }

  async put(settings: GuardSettings): Promise<GuardSettings> {
    const row = { id: account, value: JSON.stringify(settings) };
    await this.store.write((manager) => manager.upsert(GuardSettingsEntity, row, ['id']));
    this.settings = settings;
    return settings;
  }
}
