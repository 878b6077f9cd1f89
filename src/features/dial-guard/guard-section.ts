import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { GuardSettings } from '../../core/dialling/settings';
import type { ConfigSection } from '../config-file/config-section';
import { ConfigSections } from '../config-file/config-sections';
import { type SectionChange, writtenOf } from '../config-file/difference';
import { guardItem } from './guard.dto';
import { GuardSettingsService, readGuardSettings, writeGuardSettings } from './guard-settings.service';

type GuardItem = GuardSettings & { readonly id: 'guard' };

@Injectable()
export class GuardSection implements ConfigSection<GuardItem>, OnModuleInit {
  readonly name = 'guard';
  readonly kind = 'settings';
  readonly key = 'id';
  readonly refersTo = ['lines'];
  readonly item = guardItem;

  constructor(
    private readonly sections: ConfigSections,
    private readonly settings: GuardSettingsService,
  ) {}

  onModuleInit(): void {
    this.sections.add(this);
  }

  async read(manager: EntityManager): Promise<readonly GuardItem[]> {
    return [{ id: 'guard', ...(await readGuardSettings(manager)) }];
  }

  async put(manager: EntityManager, change: SectionChange<GuardItem>): Promise<void> {
    for (const { id: _, ...settings } of writtenOf(change)) await writeGuardSettings(manager, settings);
  }

  /** They are always there. */
  remove(): Promise<void> {
    return Promise.resolve();
  }

  async committed(): Promise<void> {
    await this.settings.refresh();
  }
}
