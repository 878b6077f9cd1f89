import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager, FindOptionsWhere } from 'typeorm';
import type { AgentUse } from '../../core/agent';
import type { Found } from '../../core/call/call';
import { planGroup, type PlannedWave, stopsAfter } from '../../core/ringing/plan';
import type { OutsideMembers, PlanContext } from '../../core/ringing/plan-context';
import type { Layer, RingGroup, SkipRules } from '../../core/ringing/ring-group';
import { skipReason } from '../../core/ringing/skip';
import { EventBus } from '../../platform/events/event-bus';
import { tellWritten } from '../../platform/events/tell-written';
import { anyVersion, type Expected } from '../../platform/http/version/resource-version';
import type { Page } from '../../platform/lists/paging';
import { keepContaining, mapReadable, readPage } from '../../platform/lists/read-page';
import { Refused } from '../../platform/refusals/refused';
import { newId } from '../../platform/store/new-id';
import { Store } from '../../platform/store/store';
import { type Usage, Usages } from '../../platform/store/usages';
import type { Written } from '../../platform/store/written';
import { AgentsService } from '../agents/agents.service';
import { MusicClassesService } from '../music/music-classes.service';
import { MemberPresences } from './member-presences';
import type { RingGroupListQuery } from './ring-group.dto';
import { RingGroupEntity } from './ring-group.entity';
import { toRingGroup, toRow } from './ring-group.mapper';
import { RingGroupMemory } from './ring-group-memory';
import { agentsOf, RingGroupRules } from './ring-group-rules';

export type NewRingGroup = Omit<RingGroup, 'id'>;

/** What changes in a group; `null` takes an optional setting away. */
export type RingGroupChanges = Partial<Omit<NewRingGroup, 'namePrefix' | 'musicClass' | 'skip'>> & {
  readonly namePrefix?: string | null;
  readonly musicClass?: string | null;
  readonly skip?: Partial<SkipRules>;
};

/** Something that needs a group, so that it cannot be deleted. */
export interface RingGroupUse {
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

/** An outside number that somebody sets, and where in the request. */
export interface SetNumber {
  readonly path: string;
  readonly number: string;
}

/** Says whether these numbers may be set. @throws Refused */
export type JudgeNumbers = (numbers: readonly SetNumber[], manager: EntityManager) => Promise<void>;

/** A search as a call carries it out, and the settings behind it: the call's own copy of both. */
export interface GroupPlan
  extends Found, Pick<RingGroup, 'id' | 'name' | 'namePrefix' | 'wrapUpSeconds' | 'confirm' | 'noAnswer'> {
  readonly waves: readonly PlannedWave[];
}

@Injectable()
export class RingGroupsService implements OnModuleInit {
  readonly #usages = new Usages<RingGroupUse>(
    'ring-group-in-use',
    'Others refer to this group; change them first.',
  );
  #judgeNumbers: JudgeNumbers = () => Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly rules: RingGroupRules,
    private readonly presences: MemberPresences,
    private readonly memory: RingGroupMemory,
    private readonly agents: AgentsService,
    private readonly music: MusicClassesService,
    private readonly events: EventBus,
  ) {}

  onModuleInit(): void {
    this.agents.keepWhileUsed((agentId, manager) => this.#usingAgent(agentId, manager));
    this.keepWhileUsed(handingOnTo);
    this.music.keepWhileUsed(async (musicClass) => (await this.#those({ musicClass })).map(asUse));
  }

  async find(id: string, manager = this.store.reader): Promise<RingGroup | undefined> {
    const row = await manager.findOneBy(RingGroupEntity, { id });
    return row ? toRingGroup(row) : undefined;
  }

  /** @throws Refused `ring-group-not-found`. */
  async get(id: string): Promise<RingGroup> {
    const group = await this.find(id);
    if (!group) throw ringGroupNotFound();
    return group;
  }

  async list(asked: RingGroupListQuery): Promise<Page<RingGroup>> {
    const query = this.store.reader.createQueryBuilder(RingGroupEntity, 'group');
    const { q, active } = asked;
    if (q !== undefined) keepContaining(query, ['LOWER(group.name)'], q);
    if (active !== undefined) query.andWhere({ active: active === 'true' });
    const page = await readPage(query, asked, {
      id: 'group.id',
      created: 'group.id',
      name: 'LOWER(group.name)',
    });
    return mapReadable(this.store, page, toRingGroup);
  }

  /**
   * The order of ringing, as things are now. A snapshot: changes made later do not touch it.
   * @param outside what its outside numbers are to this call
   * @param nowMs epoch milliseconds
   * @throws Refused `unknown-ring-group`; `ring-group-inactive`; `ring-group-empty` with the reason for
   *   each member
   */
  async plan(id: string, outside: OutsideMembers, nowMs: number = Date.now()): Promise<GroupPlan> {
    const group = await this.#known(id);
    if (!group.active) throw new Refused('ring-group-inactive', `${group.name} is not active.`);
    const context = await this.#contextOf(group, outside, nowMs);
    const waves = planGroup(group, context);
    if (waves.length === 0) throw nobodyToRing(group, context);
    return toPlan(group, waves);
  }

  /**
   * As {@link plan}, for a caller who is on the way already and must not be refused: a group that is not active, or in
   * which nobody can ring, has no waves and leads on to its no-answer destination at once.
   * @returns undefined if there is no such group
   */
  async planOrLeadOn(
    id: string,
    outside: OutsideMembers,
    nowMs: number = Date.now(),
  ): Promise<GroupPlan | undefined> {
    const group = await this.find(id);
    if (!group) return undefined;
    if (!group.active) return toPlan(group, []);
    return toPlan(group, planGroup(group, await this.#contextOf(group, outside, nowMs)));
  }

  /** Those that are offered and accepted as targets, oldest first. */
  async active(): Promise<readonly RingGroup[]> {
    return this.#those({ active: true });
  }

  /** The group that stands in for an agent: the oldest active one that the agent is a member of. */
  async ofAgent(agentId: string): Promise<RingGroup | undefined> {
    const groups = this.store.readable(await naming(this.store.reader, agentId), toRingGroup);
    return groups.find(({ active, layers }) => active && memberIds(layers).has(agentId));
  }

  /**
   * @throws Refused as {@link RingGroupRules.check}, {@link refuseUndialable} and {@link MusicClassesService.refuseUnplayable}.
   */
  async create(given: NewRingGroup): Promise<RingGroup> {
    const group: RingGroup = { id: newId(), ...given };
    await this.refuseUnplayable(group);
    await this.store.write(async (manager) => {
      await this.rules.check(manager, group);
      await this.refuseUndialable(manager, group);
      await manager.insert(RingGroupEntity, toRow(group));
    });
    this.events.publish({ type: 'ring-group.created', data: group });
    return group;
  }

  /**
   * Searches under way go on as they were planned.
   * @throws Refused `ring-group-not-found`; `precondition-failed` as {@link Expected}; as {@link create}.
   */
  async update(id: string, changes: RingGroupChanges, expected: Expected = anyVersion): Promise<RingGroup> {
    const group = await this.store.write(async (manager) => {
      const row = await manager.findOneBy(RingGroupEntity, { id });
      if (!row) throw ringGroupNotFound();
      const before = toRingGroup(row);
      expected.check(before);
      const changed = withChanges(before, changes);
      await this.rules.check(manager, changed);
      await this.refuseUndialable(manager, changed, before);
      await this.refuseUnplayable(changed, before);
      await manager.update(RingGroupEntity, { id }, toRow(changed));
      return changed;
    });
    this.events.publish({ type: 'ring-group.updated', data: group });
    return group;
  }

  /** @throws Refused `ring-group-not-found`; `ring-group-in-use` with what uses it; `precondition-failed`. */
  async remove(id: string, expected: Expected = anyVersion): Promise<void> {
    await this.store.write(async (manager) => {
      const row = await manager.findOneBy(RingGroupEntity, { id });
      if (!row) throw ringGroupNotFound();
      // One that cannot be read any longer can still be deleted.
      expected.check(this.store.readableOr<object>(() => toRingGroup(row), row));
      await this.refuseInUse(id, manager);
      await manager.delete(RingGroupEntity, { id });
    });
    this.events.publish({ type: 'ring-group.deleted', data: { id } });
  }

  /** Others than these methods have written groups, and committed it. */
  async written(written: Written): Promise<void> {
    await tellWritten(this.events, 'ring-group', written, (id) => this.find(id));
  }

  /** Lets a feature that refers to groups keep them from being deleted. */
  keepWhileUsed(usage: Usage<RingGroupUse>): void {
    this.#usages.add(usage);
  }

  /** The guard comes after us: it judges the outside numbers of groups. */
  judgeNumbersBy(judge: JudgeNumbers): void {
    this.#judgeNumbers = judge;
  }

  /**
   * A number that may not be dialled any longer does not keep a group that has it already from being changed; it is passed over.
   * @throws Refused `undialable-number`, `forbidden-number`, `own-number`, `emergency-number`
   */
  async refuseUndialable(manager: EntityManager, group: RingGroup, before?: RingGroup): Promise<void> {
    const known = new Set(before ? outsideNumbersIn(before).map(({ number }) => number) : []);
    const set = outsideNumbersIn(group).filter(({ number }) => !known.has(number));
    if (set.length > 0) await this.#judgeNumbers(set, manager);
  }

  /** Every outside number of every group. */
  async outsideNumbers(
    manager: EntityManager,
  ): Promise<readonly (RingGroupUse & { readonly number: string })[]> {
    const groups = (await manager.find(RingGroupEntity)).map(toRingGroup);
    return groups.flatMap((group) =>
      outsideNumbersIn(group).map(({ number }) => ({ ...asUse(group), number })),
    );
  }

  /**
   * A class that has gone since does not keep a group that names it already from being changed.
   * @throws Refused as {@link MusicClassesService.refuseUnplayable}
   */
  async refuseUnplayable({ musicClass }: RingGroup, before?: RingGroup): Promise<void> {
    if (musicClass !== undefined && musicClass !== before?.musicClass)
      await this.music.refuseUnplayable(musicClass, 'musicClass');
  }

  /** Oldest first. */
  async #those(where: FindOptionsWhere<RingGroupEntity>): Promise<readonly RingGroup[]> {
    const rows = await this.store.reader.find(RingGroupEntity, { where, order: { id: 'ASC' } });
    return this.store.readable(rows, toRingGroup);
  }

  async #known(id: string): Promise<RingGroup> {
    const group = await this.find(id);
    if (!group) throw new Refused('unknown-ring-group', 'There is no such ring group.');
    return group;
  }

  async #contextOf(group: RingGroup, judge: OutsideMembers, nowMs: number): Promise<PlanContext> {
    const agentIds = [...memberIds(group.layers)];
    const presence = await this.presences.of(agentIds);
    const memory = this.memory.of(group.id, agentIds, nowMs);
    const outside = new Map(numbersIn(group.layers).map((number) => [number, judge(number)]));
    return { now: nowMs, random: Math.random, presence, memory, outside };
  }

  async #usingAgent(agentId: string, manager: EntityManager): Promise<readonly AgentUse[]> {
    const groups = this.store.readable(await naming(manager, agentId), toRingGroup);
    return groups.filter((group) => agentsOf(group).some(({ id }) => id === agentId)).map(asUse);
  }

  /** @throws Refused `ring-group-in-use` with what uses it */
  async refuseInUse(id: string, manager: EntityManager): Promise<void> {
    await this.#usages.refuse(id, manager);
  }
}

/** The groups in which an agent has a part, oldest first; others that have the agent's id in them somewhere may be among them. */
function naming(manager: EntityManager, agentId: string): Promise<readonly RingGroupEntity[]> {
  return manager
    .createQueryBuilder(RingGroupEntity, 'group')
    .where('group.layers LIKE :id OR group.noAnswerTo = :agentId', { id: `%"${agentId}"%`, agentId })
    .orderBy('group.id')
    .getMany();
}

async function handingOnTo(groupId: string, manager: EntityManager): Promise<readonly RingGroupUse[]> {
  const rows = await manager.find(RingGroupEntity, {
    where: { noAnswerType: 'ring-group', noAnswerTo: groupId },
    order: { id: 'ASC' },
  });
  return rows.map(asUse);
}

function toPlan(group: RingGroup, waves: readonly PlannedWave[]): GroupPlan {
  const { id, name, namePrefix, musicClass, wrapUpSeconds, confirm, noAnswer } = group;
  return {
    id,
    name,
    ...(namePrefix === undefined ? {} : { namePrefix }),
    ...(musicClass === undefined ? {} : { musicClass }),
    wrapUpSeconds,
    confirm,
    noAnswer,
    waves,
    then: stopsAfter(noAnswer),
  };
}

function withChanges(before: RingGroup, { namePrefix, musicClass, skip, ...changes }: RingGroupChanges) {
  const { namePrefix: oldPrefix, musicClass: oldMusic, ...rest } = before;
  const newPrefix = namePrefix === undefined ? oldPrefix : namePrefix;
  const newMusic = musicClass === undefined ? oldMusic : musicClass;
  return {
    ...rest,
    ...changes,
    skip: { ...before.skip, ...skip },
    ...(newPrefix == null ? {} : { namePrefix: newPrefix }),
    ...(newMusic == null ? {} : { musicClass: newMusic }),
  };
}

function memberIds(layers: readonly Layer[]): ReadonlySet<string> {
  const members = layers.flatMap((layer) => layer.members);
  return new Set(members.flatMap((member) => (member.type === 'agent' ? [member.id] : [])));
}

function outsideNumbersIn({ layers, noAnswer }: RingGroup): readonly SetNumber[] {
  const members = layers.flatMap((layer, at) =>
    layer.members.flatMap((member, position) =>
      member.type === 'number'
        ? [{ path: `layers[${at}].members[${position}].number`, number: member.number }]
        : [],
    ),
  );
  return noAnswer?.type === 'number'
    ? [...members, { path: 'noAnswer.number', number: noAnswer.number }]
    : members;
}

function numbersIn(layers: readonly Layer[]): readonly string[] {
  const members = layers.flatMap((layer) => layer.members);
  return [...new Set(members.flatMap((member) => (member.type === 'number' ? [member.number] : [])))];
}

function asUse({ id, name }: { readonly id: string; readonly name: string }): RingGroupUse {
  return { type: 'ring-group', id, name };
}

function nobodyToRing(group: RingGroup, context: PlanContext): Refused {
  const skipped = group.layers.flatMap((layer, at) =>
    layer.members.map((member, position) => ({
      path: `layers[${at}].members[${position}]`,
      reason: skipReason(member, group.skip, context),
    })),
  );
  return new Refused('ring-group-empty', `Nobody of ${group.name} can ring now.`, {
    members: { skipped },
  });
}

function ringGroupNotFound(): Refused {
  return new Refused('ring-group-not-found', 'There is no such ring group.');
}
