import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { pagesOfAll } from '../../platform/store/read-all';
import type { ConfigSection } from '../config-file/config-section';
import { ConfigSections } from '../config-file/config-sections';
import { idsOf, type SectionChange, writtenOf } from '../config-file/difference';
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
    const lines: Line[] = [];
    for await (const page of pagesOfAll(manager, LineEntity)) {
      const members = await membersOf(manager, page);
      lines.push(...page.map((row) => toLine(row, members.get(row.id) ?? [])));
    }
    return lines;
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

  async check(manager: EntityManager, { created, changed }: SectionChange<Line>): Promise<void> {
    for (const line of created) await this.lines.refuseUndialable(manager, line);
    for (const { before, after } of changed) await this.lines.refuseUndialable(manager, after, before);
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

/** The agents who work on these lines, in order. Raw, as entities of a hundred thousand take seconds to make. */
async function membersOf(
  manager: EntityManager,
  lines: readonly LineEntity[],
): Promise<ReadonlyMap<string, readonly LineAgentEntity[]>> {
  const rows = await manager
    .createQueryBuilder(LineAgentEntity, 'member')
    .select('member.lineId', 'lineId')
    .addSelect('member.agentId', 'agentId')
    .addSelect('member.position', 'position')
    .where({ lineId: In(lines.map(({ id }) => id)) })
    .orderBy('member.position', 'ASC')
    .getRawMany<LineAgentEntity>();
  const members = new Map<string, LineAgentEntity[]>(lines.map(({ id }) => [id, []]));
  for (const row of rows) members.get(row.lineId)?.push(row);
  return members;
}
