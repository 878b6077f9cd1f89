import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager, In, Not } from 'typeorm';
import type { AgentUse } from '../agents/agent';
import { AgentsService } from '../agents/agents.service';
import { CallingSettingsService } from '../caller-id/calling-settings.service';
import { EventBus } from '../events/event-bus';
import type { Page } from '../http/paging';
import { ApiError, type FieldError } from '../http/problem';
import { anyVersion, type Expected } from '../http/version/resource-version';
import { newId } from '../persistence/new-id';
import { keepContaining, readPage } from '../persistence/read-page';
import { Remembered } from '../persistence/remembered';
import { Store } from '../persistence/store';
import { RingGroupsService } from '../ring-groups/ring-groups.service';
import type { Line, LineDestination, LineFallback } from './line';
import type { LineListQuery } from './line.dto';
import { LineAgentEntity, LineEntity } from './line.entity';
import { digitsOf, toLine, toRow } from './line.mapper';

export type NewLine = Omit<Line, 'id'>;

type Optional = 'country' | 'fallback' | 'ringTimeoutSeconds' | 'masking' | 'mask' | 'transferCallerId';

/** What changes in a line; `null` takes an optional setting away. */
export type LineChanges = Partial<Omit<NewLine, Optional>> & {
  readonly masking?: boolean | null;
  readonly mask?: string | null;
  readonly transferCallerId?: 'lead' | 'mask' | null;
  readonly fallback?: LineFallback | null;
  readonly country?: string | null;
  readonly ringTimeoutSeconds?: number | null;
};

@Injectable()
export class LinesService implements OnModuleInit {
  private readonly known = new Remembered<Line>();

  constructor(
    private readonly store: Store,
    private readonly agents: AgentsService,
    private readonly ringGroups: RingGroupsService,
    private readonly calling: CallingSettingsService,
    private readonly events: EventBus,
  ) {}

  onModuleInit(): void {
    this.agents.keepWhileUsed((agentId) => this.using(agentId));
    this.agents.knowLines(async (lineId) => (await this.find(lineId))?.agents ?? []);
    this.calling.knowTrunks((trunk) => this.store.reader.existsBy(LineEntity, { trunk }));
    this.ringGroups.keepWhileUsed((groupId) => this.leadingTo('ring-group', groupId));
  }

  async find(id: string): Promise<Line | undefined> {
    return this.known.get(id, () => this.findIn(this.store.reader, { id }));
  }

  /** The line with this number, whether or not either is written with a `+`. */
  async byNumber(number: string): Promise<Line | undefined> {
    return this.findIn(this.store.reader, { numberDigits: digitsOf(number) });
  }

  /** The line an agent's own calls go out on: the first he was put on. */
  async ofAgent(agentId: string): Promise<Line | undefined> {
    const member = await this.store.reader.findOne(LineAgentEntity, {
      where: { agentId },
      order: { lineId: 'ASC' },
    });
    return member ? this.find(member.lineId) : undefined;
  }

  /** @throws ApiError 404 `line-not-found`. */
  async get(id: string): Promise<Line> {
    const line = await this.find(id);
    if (!line) throw lineNotFound();
    return line;
  }

  async list(asked: LineListQuery): Promise<Page<Line>> {
    const query = this.store.reader.createQueryBuilder(LineEntity, 'line');
    const { q, trunk } = asked;
    if (q !== undefined) keepContaining(query, ['line.name', 'line.number'], q);
    if (trunk !== undefined) query.andWhere('line.trunk = :trunk', { trunk });
    const { items: rows, ...page } = await readPage(query, asked, {
      id: 'line.id',
      created: 'line.id',
      name: 'LOWER(line.name)',
      number: 'line.numberDigits',
      trunk: 'line.trunk',
    });
    const members = await this.store.reader.find(LineAgentEntity, {
      where: { lineId: In(rows.map((row) => row.id)) },
      order: { position: 'ASC' },
    });
    const items = rows.map((row) =>
      toLine(
        row,
        members.filter((member) => member.lineId === row.id),
      ),
    );
    return { ...page, items };
  }

  /** @throws ApiError 409 `number-taken`, 422 `unknown-agent`. */
  async create(given: NewLine): Promise<Line> {
    const line = this.withMask({ id: newId(), ...given });
    await this.store.write(async (manager) => {
      await this.refuseInvalid(manager, line);
      await manager.insert(LineEntity, toRow(line));
      await insertMembers(manager, line);
    });
    this.events.publish({ type: 'line.created', data: line });
    return line;
  }

  /** @throws ApiError 404 `line-not-found`, 409 `number-taken`, 412 as {@link Expected}, 422 `unknown-agent`. */
  async update(id: string, changes: LineChanges, expected: Expected = anyVersion): Promise<Line> {
    const line = await this.store.write(async (manager) => {
      const before = await this.findIn(manager, { id });
      if (!before) throw lineNotFound();
      expected.check(before);
      const changed = this.withMask(withChanges(before, changes));
      await this.refuseInvalid(manager, changed);
      await manager.update(LineEntity, { id }, toRow(changed));
      await manager.delete(LineAgentEntity, { lineId: id });
      await insertMembers(manager, changed);
      return changed;
    });
    this.known.forget();
    this.events.publish({ type: 'line.updated', data: line });
    return line;
  }

  /** Calls that run on the line go on; they hold their own copy of what they need. @throws ApiError 404, 412. */
  async remove(id: string, expected: Expected = anyVersion): Promise<void> {
    await this.store.write(async (manager) => {
      const line = await this.findIn(manager, { id });
      if (!line) throw lineNotFound();
      expected.check(line);
      await manager.delete(LineEntity, { id });
    });
    this.known.forget();
    this.events.publish({ type: 'line.deleted', data: { id } });
  }

  /** Its mask in E.164. @throws ApiError 422 `invalid-calling-settings` naming `mask` */
  private withMask(line: Line): Line {
    return line.mask === undefined ? line : { ...line, mask: this.calling.lineMask(line.mask, line.country) };
  }

  private async using(agentId: string): Promise<readonly AgentUse[]> {
    const members = await this.store.reader.findBy(LineAgentEntity, { agentId });
    const lines = await this.store.reader.findBy(LineEntity, {
      id: In(members.map((member) => member.lineId)),
    });
    const uses = [...lines.map(asUse), ...(await this.leadingTo('agent', agentId))];
    return [...new Map(uses.map((use) => [use.id, use])).values()];
  }

  /** Lines whose destination or fallback it is. */
  private async leadingTo(type: LineDestination['type'], id: string): Promise<readonly AgentUse[]> {
    const lines = await this.store.reader.find(LineEntity, {
      where: [{ destinationType: type, destinationId: id }, { fallback: JSON.stringify({ type, id }) }],
      order: { id: 'ASC' },
    });
    return lines.map(asUse);
  }

  private async findIn(
    manager: EntityManager,
    where: { readonly id: string } | { readonly numberDigits: string },
  ): Promise<Line | undefined> {
    const row = await manager.findOneBy(LineEntity, where);
    if (!row) return undefined;
    return toLine(
      row,
      await manager.find(LineAgentEntity, { where: { lineId: row.id }, order: { position: 'ASC' } }),
    );
  }

  private async refuseInvalid(manager: EntityManager, line: Line): Promise<void> {
    if (await manager.existsBy(LineEntity, { numberDigits: digitsOf(line.number), id: Not(line.id) })) {
      throw new ApiError(409, 'number-taken', `Another line has the number ${line.number}.`);
    }
    const leads = [
      { path: 'destination.id', ...line.destination },
      ...(line.fallback && line.fallback.type !== 'number'
        ? [{ path: 'fallback.id', ...line.fallback }]
        : []),
      ...line.agents.map((id, index) => ({ path: `agents[${index}]`, type: 'agent' as const, id })),
    ];
    const agents = await this.agents.existing(
      leads.filter(({ type }) => type === 'agent').map(({ id }) => id),
    );
    const errors: FieldError[] = [];
    for (const { path, type, id } of leads) {
      const exists = type === 'agent' ? agents.has(id) : (await this.ringGroups.find(id)) !== undefined;
      if (!exists)
        errors.push({
          path,
          code: `unknown-${type}`,
          message: `is not the id of ${type === 'agent' ? 'an agent' : 'a ring group'}`,
        });
    }
    if (errors.length > 0) {
      const code = errors.every((error) => error.code === 'unknown-agent')
        ? 'unknown-agent'
        : 'unknown-destination';
      throw new ApiError(422, code, 'The line names agents or groups that do not exist.', { errors });
    }
  }
}

async function insertMembers(manager: EntityManager, line: Line): Promise<void> {
  const rows = line.agents.map((agentId, position) => ({ lineId: line.id, agentId, position }));
  if (rows.length > 0) await manager.insert(LineAgentEntity, rows);
}

function asUse({ id, name }: LineEntity): AgentUse {
  return { type: 'line', id, name };
}

function withChanges(before: Line, changes: LineChanges): Line {
  const merged = { ...before, ...changes };
  // What was taken away is null now, and is left out.
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)) as unknown as Line;
}

function lineNotFound(): ApiError {
  return new ApiError(404, 'line-not-found', 'There is no such line.');
}
