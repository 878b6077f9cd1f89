import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import type { RingGroup } from '../../core/ringing/ring-group';
import { readAll } from '../../platform/store/read-all';
import type { ConfigSection } from '../config-file/config-section';
import { ConfigSections } from '../config-file/config-sections';
import { idsOf, type SectionChange, writtenOf } from '../config-file/difference';
import { ringGroupItem } from './ring-group.dto';
import { RingGroupEntity } from './ring-group.entity';
import { toRingGroup, toRow } from './ring-group.mapper';
import { RingGroupRules } from './ring-group-rules';
import { RingGroupsService } from './ring-groups.service';

@Injectable()
export class RingGroupsSection implements ConfigSection<RingGroup>, OnModuleInit {
  readonly name = 'ringGroups';
  readonly kind = 'list';
  readonly key = 'id';
  readonly refersTo = ['agents'];
  readonly item = ringGroupItem;

  constructor(
    private readonly sections: ConfigSections,
    private readonly groups: RingGroupsService,
    private readonly rules: RingGroupRules,
  ) {}

  onModuleInit(): void {
    this.sections.add(this);
  }

  async read(manager: EntityManager): Promise<readonly RingGroup[]> {
    return (await readAll(manager, RingGroupEntity)).map(toRingGroup);
  }

  async put(manager: EntityManager, change: SectionChange<RingGroup>): Promise<void> {
    const written = writtenOf(change);
    for (const group of change.created) await this.groups.refuseUnplayable(group);
    for (const { before, after } of change.changed) await this.groups.refuseUnplayable(after, before);
    for (const group of written) await manager.upsert(RingGroupEntity, toRow(group), ['id']);
    // When all are there, as one may hand on to another.
    for (const group of written) await this.rules.check(manager, group);
  }

  async check(manager: EntityManager, { created, changed }: SectionChange<RingGroup>): Promise<void> {
    for (const group of created) await this.groups.refuseUndialable(manager, group);
    for (const { before, after } of changed) await this.groups.refuseUndialable(manager, after, before);
  }

  async remove(manager: EntityManager, { removed }: SectionChange<RingGroup>): Promise<void> {
    // That they hand on to each other is no reason to stay.
    const leaving = { id: In(removed.map(({ id }) => id)) };
    await manager.update(RingGroupEntity, leaving, { noAnswerType: null, noAnswerTo: null });
    for (const { id } of removed) {
      await this.groups.refuseInUse(id, manager);
      await manager.delete(RingGroupEntity, { id });
    }
  }

  async committed(change: SectionChange<RingGroup>): Promise<void> {
    await this.groups.written(idsOf(change));
  }
}
