import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import type { ConfigSection } from '../configuration/config-section';
import { ConfigSections } from '../configuration/config-sections';
import { idsOf, type SectionChange, writtenOf } from '../configuration/difference';
import type { Line } from './line';
import { lineItem } from './line.dto';
import { LineAgentEntity, LineEntity } from './line.entity';
import { toLine } from './line.mapper';
import { LineRules } from './line-rules';
import { LinesService, writeLine } from './lines.service';

@Injectable()
export class LinesSection implements ConfigSection<Line>, OnModuleInit {
  readonly name = 'lines';
  readonly kind = 'list';
  readonly key = 'id';
  readonly refersTo = ['agents', 'ringGroups', 'trunks'];
  readonly item = lineItem;

  constructor(
    private readonly sections: ConfigSections,
    private readonly lines: LinesService,
    private readonly rules: LineRules,
  ) {}

  onModuleInit(): void {
    this.sections.add(this);
  }

  async read(manager: EntityManager): Promise<readonly Line[]> {
    const members = new Map<string, LineAgentEntity[]>();
    for (const member of await manager.find(LineAgentEntity, { order: { position: 'ASC' } })) {
      members.set(member.lineId, [...(members.get(member.lineId) ?? []), member]);
    }
    const rows = await manager.find(LineEntity, { order: { id: 'ASC' } });
    return rows.map((row) => toLine(row, members.get(row.id) ?? []));
  }

  normal(line: Line): Line {
    return this.lines.withMask(line);
  }

  async put(manager: EntityManager, change: SectionChange<Line>): Promise<void> {
    const { changed, removed } = idsOf(change);
    // Out of the way first, as two may change places.
    await manager.update(
      LineEntity,
      { id: In([...changed, ...removed]) },
      { numberDigits: () => "'~' || id" },
    );
    for (const line of change.created) await this.lines.refuseUnplayable(line);
    for (const { before, after } of change.changed) await this.lines.refuseUnplayable(after, before);
    for (const line of writtenOf(change)) {
      await this.rules.check(manager, line);
      await writeLine(manager, line);
    }
  }

  async remove(manager: EntityManager, { removed }: SectionChange<Line>): Promise<void> {
    for (const { id } of removed) {
      await this.lines.refuseInUse(id, manager);
      await manager.delete(LineEntity, { id });
    }
  }

  async committed(change: SectionChange<Line>): Promise<void> {
    await this.lines.written(idsOf(change));
  }
}
