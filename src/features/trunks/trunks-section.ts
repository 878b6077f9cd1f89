import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Refused } from '../../platform/refusals/refused';
import { readAll } from '../../platform/store/read-all';
import type { ConfigSection } from '../config-file/config-section';
import { ConfigSections } from '../config-file/config-sections';
import { type ChangedItem, type SectionChange, writtenOf } from '../config-file/difference';
import type { Trunk } from './trunk';
import { trunkItem } from './trunk.dto';
import { TrunkEntity } from './trunk.entity';
import { toRow, toTrunk } from './trunk.mapper';
import { nameTaken, TrunksService } from './trunks.service';

/**
 * The ways outside. Their passwords are in no file: Asterisk keeps those it has, and whoever imports is told which trunks
 * still lack one. Asterisk is told when all else is committed; what fails is told, too, and given again at the next connect.
 */
@Injectable()
export class TrunksSection implements ConfigSection<Trunk>, OnModuleInit {
  readonly name = 'trunks';
  readonly kind = 'list';
  readonly key = 'id';
  readonly refersTo = [];
  readonly item = trunkItem;

  constructor(
    private readonly sections: ConfigSections,
    private readonly trunks: TrunksService,
  ) {}

  onModuleInit(): void {
    this.sections.add(this);
  }

  async read(manager: EntityManager): Promise<readonly Trunk[]> {
    return (await readAll(manager, TrunkEntity)).map(toTrunk);
  }

  async put(manager: EntityManager, change: SectionChange<Trunk>): Promise<void> {
    for (const renamed of change.changed.filter(isRenamed)) refuseRenamed(renamed);
    // Whoever is removed keeps the name until then: Asterisk may still have calls on it.
    const names = new Set((await this.read(manager)).map(({ name }) => name));
    for (const trunk of writtenOf(change)) this.trunks.refuseFaulty(trunk);
    for (const trunk of change.created) {
      if (names.has(trunk.name)) throw nameTaken(trunk.name);
      names.add(trunk.name);
      await this.trunks.refuseForeignName(trunk.name);
      await manager.insert(TrunkEntity, toRow(trunk));
    }
    for (const { after } of change.changed) await manager.update(TrunkEntity, { id: after.id }, toRow(after));
  }

  async remove(manager: EntityManager, { removed }: SectionChange<Trunk>): Promise<void> {
    for (const { id, name } of removed) {
      await this.trunks.refuseInUse(name, manager);
      await manager.delete(TrunkEntity, { id });
    }
  }

  /** Before they are forgotten here, so that no forgotten password stays good. */
  async beforeCommit({ removed }: SectionChange<Trunk>): Promise<void> {
    await this.trunks.unprovision(removed);
  }

  committed(change: SectionChange<Trunk>): Promise<unknown> {
    return this.trunks.written(change);
  }
}

function isRenamed({ before, after }: ChangedItem<Trunk>): boolean {
  return before.name !== after.name || before.kind !== after.kind;
}

function refuseRenamed({ before }: ChangedItem<Trunk>): never {
  const detail = `Name and kind of the trunk ${before.name} do not change; give the new one an id of its own.`;
  throw new Refused('invalid-trunk', detail);
}
