import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager, In, IsNull, Not } from 'typeorm';
import type { AgentUse } from '../../core/agent';
import { CalledLines, type TrunkLine } from '../../core/dialling/called-line';
import { EventBus } from '../../platform/events/event-bus';
import { tellWritten } from '../../platform/events/tell-written';
import { anyVersion, type Expected } from '../../platform/http/version/resource-version';
import type { Page } from '../../platform/lists/paging';
import { keepContaining, readPage } from '../../platform/lists/read-page';
import { Refused } from '../../platform/refusals/refused';
import { newId } from '../../platform/store/new-id';
import { Remembered } from '../../platform/store/remembered';
import { Store } from '../../platform/store/store';
import { type Usage, Usages } from '../../platform/store/usages';
import type { Written } from '../../platform/store/written';
import { AgentsService } from '../agents/agents.service';
import { CallingSettingsService } from '../caller-id/calling-settings.service';
import { MusicClassesService } from '../music/music-classes.service';
import { RingGroupsService } from '../ring-groups/ring-groups.service';
import { TrunksService } from '../trunks/trunks.service';
import type { Line, LineDestination, LineFallback } from './line';
import type { LineListQuery } from './line.dto';
import { LineAgentEntity, LineEntity } from './line.entity';
import { toLine, toRow } from './line.mapper';
import { LineRules } from './line-rules';

export type NewLine = Omit<Line, 'id'>;

type Optional =
  'country' | 'fallback' | 'lastResort' | 'ringTimeoutSeconds' | 'masking' | 'mask' | 'transferCallerId';

/** What changes in a line; `null` takes an optional setting away. */
export type LineChanges = Partial<Omit<NewLine, Optional>> & {
  readonly masking?: boolean | null;
  readonly mask?: string | null;
  readonly transferCallerId?: 'lead' | 'mask' | null;
  readonly fallback?: LineFallback | null;
  readonly lastResort?: string | null;
  readonly country?: string | null;
  readonly ringTimeoutSeconds?: number | null;
};

/** What of a line may have to be judged anew: where it leads outside, and what leads back to it. @throws Refused */
export type JudgeLine = (line: Line, changed: LineNumbers, manager: EntityManager) => Promise<void>;

export interface LineNumbers {
  readonly fallback: boolean;
  readonly own: boolean;
}

@Injectable()
export class LinesService implements OnModuleInit {
  readonly #known = new Remembered<Line>();
  readonly #usages = new Usages<AgentUse>('line-in-use', 'Others refer to this line; change them first.');
  #called = new CalledLines([]);
  #judgeLine: JudgeLine = () => Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly agents: AgentsService,
    private readonly ringGroups: RingGroupsService,
    private readonly rules: LineRules,
    private readonly calling: CallingSettingsService,
    private readonly music: MusicClassesService,
    private readonly trunks: TrunksService,
    private readonly events: EventBus,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.#readNumbers();
    this.agents.keepWhileUsed(usingAgent);
    this.agents.knowLines(async (lineId) => (await this.find(lineId))?.agents ?? []);
    this.calling.knowTrunks((trunk, manager) => manager.existsBy(LineEntity, { trunk }));
    this.ringGroups.keepWhileUsed((groupId, manager) => leadingTo('ring-group', groupId, manager));
    this.trunks.keepWhileUsed(onTrunk);
    this.music.keepWhileUsed((name) => this.#playing(name));
  }

  async find(id: string): Promise<Line | undefined> {
    return this.#known.get(id, () => this.#findIn(this.store.reader, { id }));
  }

  /** The numbers of all lines, in memory: every outside number that is dialled is compared with them. */
  get numbered(): readonly TrunkLine[] {
    return this.#called.lines;
  }

  /** The line that a call is for which came by this trunk, however its carrier writes the number. */
  async called(number: string, trunk: string): Promise<Line | undefined> {
    const line = this.#called.find(number, trunk);
    return line && this.find(line.id);
  }

  /** The line an agent's own calls go out on: the first that the agent was put on. */
  async ofAgent(agentId: string): Promise<Line | undefined> {
    const member = await this.store.reader.findOne(LineAgentEntity, {
      where: { agentId },
      order: { lineId: 'ASC' },
    });
    return member ? this.find(member.lineId) : undefined;
  }

  /** Those whose calls go out by this endpoint, oldest first. */
  async onTrunk(trunk: string): Promise<readonly Line[]> {
    const uses = await onTrunk(trunk, this.store.reader);
    return Promise.all(uses.map(({ id }) => this.get(id)));
  }

  /** @throws Refused `line-not-found`. */
  async get(id: string): Promise<Line> {
    const line = await this.find(id);
    if (!line) throw lineNotFound();
    return line;
  }

  async list(asked: LineListQuery): Promise<Page<Line>> {
    const query = this.store.reader.createQueryBuilder(LineEntity, 'line');
    const { q, trunk } = asked;
    if (q !== undefined) keepContaining(query, ['LOWER(line.name)', 'line.number'], q);
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
      this.#read(
        row,
        members.filter((member) => member.lineId === row.id),
      ),
    );
    return { ...page, items };
  }

  /**
   * A class that has gone since does not keep a line that names it already from being changed.
   * @throws Refused `unknown-music-class`, `empty-music-class`
   */
  async refuseUnplayable({ musicClass }: Line, before?: Line): Promise<void> {
    if (musicClass !== before?.musicClass) await this.music.refuseUnplayable(musicClass, 'musicClass');
  }

  /**
   * @throws Refused `number-taken`, `unknown-agent`, `unknown-music-class`, `empty-music-class`, as {@link refuseUndialable}
   */
  async create(given: NewLine): Promise<Line> {
    const line = this.withMask({ id: newId(), ...given });
    await this.refuseUnplayable(line);
    await this.store.write(async (manager) => {
      await this.rules.check(manager, line);
      await writeLine(manager, line);
      await this.refuseUndialable(manager, line);
    });
    await this.#readNumbers();
    this.events.publish({ type: 'line.created', data: line });
    return line;
  }

  /** @throws Refused `line-not-found`, `precondition-failed` as {@link Expected}; as {@link create}. */
  async update(id: string, changes: LineChanges, expected: Expected = anyVersion): Promise<Line> {
    const line = await this.store.write(async (manager) => {
      const before = await this.#findIn(manager, { id });
      if (!before) throw lineNotFound();
      expected.check(before);
      const changed = this.withMask(withChanges(before, changes));
      await this.rules.check(manager, changed);
      await this.refuseUnplayable(changed, before);
      await writeLine(manager, changed);
      await this.refuseUndialable(manager, changed, before);
      return changed;
    });
    this.#known.forget();
    await this.#readNumbers();
    this.events.publish({ type: 'line.updated', data: line });
    return line;
  }

  /**
   * Calls that run on the line go on; they hold their own copy of what they need.
   * @throws Refused `line-not-found`; `line-in-use` with what uses it; `precondition-failed` as {@link Expected}
   */
  async remove(id: string, expected: Expected = anyVersion): Promise<void> {
    await this.store.write(async (manager) => {
      const line = await this.#findIn(manager, { id });
      if (!line) throw lineNotFound();
      expected.check(line);
      await this.refuseInUse(id, manager);
      await manager.delete(LineEntity, { id });
    });
    this.#known.forget();
    await this.#readNumbers();
    this.events.publish({ type: 'line.deleted', data: { id } });
  }

  /** Others than these methods have written lines, and committed it. */
  async written(written: Written): Promise<void> {
    this.#known.forget();
    await this.#readNumbers();
    await tellWritten(this.events, 'line', written, (id) => this.find(id));
  }

  /** Lets a feature that refers to lines keep them from being deleted. */
  keepWhileUsed(usage: Usage<AgentUse>): void {
    this.#usages.add(usage);
  }

  /** @throws Refused `line-in-use` with what uses it */
  async refuseInUse(id: string, manager: EntityManager): Promise<void> {
    await this.#usages.refuse(id, manager);
  }

  /** The guard comes after us: it judges where lines lead. */
  judgeLineBy(judge: JudgeLine): void {
    this.#judgeLine = judge;
  }

  /**
   * Of what has changed, once the line is written.
   * @throws Refused `undialable-number`, `forbidden-number`, `own-number`, `emergency-number`
   */
  async refuseUndialable(manager: EntityManager, line: Line, before?: Line): Promise<void> {
    const { country, number } = line;
    const isReadAnew = number !== before?.number || country !== before.country;
    const isLedAnew = isReadAnew || JSON.stringify(line.fallback) !== JSON.stringify(before.fallback);
    if (isLedAnew) await this.#judgeLine(line, { fallback: isLedAnew, own: isReadAnew }, manager);
  }

  /** Where lines lead outside. */
  async outsideNumbers(manager: EntityManager): Promise<readonly (AgentUse & { readonly number: string })[]> {
    const rows = await manager.findBy(LineEntity, { fallback: Not(IsNull()) });
    return rows.flatMap((row) => {
      const { fallback } = toLine(row, []);
      return fallback?.type === 'number' ? [{ ...asUse(row), number: fallback.number }] : [];
    });
  }

  /** Its mask in E.164. @throws Refused `invalid-calling-settings` naming `mask` */
  withMask(line: Line): Line {
    return line.mask === undefined ? line : { ...line, mask: this.calling.lineMask(line.mask, line.country) };
  }

  async #readNumbers(): Promise<void> {
    this.#called = new CalledLines(await numbersOf(this.store.reader));
  }

  async #playing(musicClass: string): Promise<readonly AgentUse[]> {
    return (await this.store.reader.find(LineEntity, { where: { musicClass }, order: { id: 'ASC' } })).map(
      asUse,
    );
  }

  async #findIn(manager: EntityManager, where: { readonly id: string }): Promise<Line | undefined> {
    const row = await manager.findOneBy(LineEntity, where);
    if (!row) return undefined;
    return this.#read(
      row,
      await manager.find(LineAgentEntity, { where: { lineId: row.id }, order: { position: 'ASC' } }),
    );
  }

  /** A fallback that cannot be read is none: nobody is to go without the line for it. */
  #read(row: LineEntity, members: readonly LineAgentEntity[]): Line {
    return this.store.readableOr(() => toLine(row, members), toLine({ ...row, fallback: null }, members));
  }
}

/** All lines, as far as their numbers go, oldest first. */
export async function numbersOf(manager: EntityManager): Promise<readonly TrunkLine[]> {
  const rows = await manager.find(LineEntity, {
    select: { id: true, name: true, number: true, country: true, trunk: true },
    order: { id: 'ASC' },
  });
  return rows.map(({ id, name, number, country, trunk }) => ({
    id,
    name,
    number,
    trunk,
    ...(country === null ? {} : { country }),
  }));
}

/** Inserts or replaces the line and the agents who work on it. */
export async function writeLine(manager: EntityManager, line: Line): Promise<void> {
  await manager.upsert(LineEntity, toRow(line), ['id']);
  await manager.delete(LineAgentEntity, { lineId: line.id });
  const rows = line.agents.map((agentId, position) => ({ lineId: line.id, agentId, position }));
  if (rows.length > 0) await manager.insert(LineAgentEntity, rows);
}

/** Lines on which the agent works, or which lead to the agent. */
async function onTrunk(trunk: string, manager: EntityManager): Promise<readonly AgentUse[]> {
  return (await manager.find(LineEntity, { where: { trunk }, order: { id: 'ASC' } })).map(asUse);
}

async function usingAgent(agentId: string, manager: EntityManager): Promise<readonly AgentUse[]> {
  const members = await manager.findBy(LineAgentEntity, { agentId });
  const lines = await manager.findBy(LineEntity, { id: In(members.map((member) => member.lineId)) });
  const uses = [...lines.map(asUse), ...(await leadingTo('agent', agentId, manager))];
  return [...new Map(uses.map((use) => [use.id, use])).values()];
}

/** Lines whose destination or fallback it is. */
async function leadingTo(
  type: LineDestination['type'],
  id: string,
  manager: EntityManager,
): Promise<readonly AgentUse[]> {
  const lines = await manager.find(LineEntity, {
    where: [{ destinationType: type, destinationId: id }, { fallback: JSON.stringify({ type, id }) }],
    order: { id: 'ASC' },
  });
  return lines.map(asUse);
}

function asUse({ id, name }: LineEntity): AgentUse {
  return { type: 'line', id, name };
}

function withChanges(before: Line, changes: LineChanges): Line {
  const merged = { ...before, ...changes };
  // What was taken away is null now, and is left out.
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)) as unknown as Line;
}

function lineNotFound(): Refused {
  return new Refused('line-not-found', 'There is no such line.');
}
