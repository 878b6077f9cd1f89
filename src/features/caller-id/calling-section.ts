import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ConfigSection } from '../config-file/config-section';
import { ConfigSections } from '../config-file/config-sections';
import { type SectionChange, writtenOf } from '../config-file/difference';
import { callingItem } from './calling.dto';
import type { CallingSettings } from './calling-settings';
import { CallingSettingsService } from './calling-settings.service';

type CallingItem = CallingSettings & { readonly id: 'calling' };

@Injectable()
export class CallingSection implements ConfigSection<CallingItem>, OnModuleInit {
  readonly name = 'calling';
  readonly kind = 'settings';
  readonly key = 'id';
  readonly refersTo = ['lines', 'trunks'];
  readonly item = callingItem;

  constructor(
    private readonly sections: ConfigSections,
    private readonly settings: CallingSettingsService,
  ) {}

  onModuleInit(): void {
    this.sections.add(this);
  }

  async read(manager: EntityManager): Promise<readonly CallingItem[]> {
    return [{ id: 'calling', ...(await this.settings.get(manager)) }];
  }

  normal({ id, ...settings }: CallingItem): CallingItem {
    return { id, ...this.settings.normal(settings) };
  }

  async put(manager: EntityManager, change: SectionChange<CallingItem>): Promise<void> {
    for (const { id: _, ...settings } of writtenOf(change)) {
      await this.settings.refuseUnknownTrunks(settings, manager);
      await this.settings.write(settings, manager);
    }
  }

  /** They are always there. */
  remove(): Promise<void> {
    return Promise.resolve();
  }

  committed(): Promise<void> {
    return Promise.resolve();
  }
}
