import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager, FindOptionsWhere } from 'typeorm';
import type { AgentUse } from '../agents/agent';
import { AgentsService } from '../agents/agents.service';
import type { Found } from '../calls/domain/call';
import { EventBus } from '../events/event-bus';
import { mapPage, type Page } from '../http/paging';
import { ApiError } from '../http/problem';
import { anyVersion, type Expected } from '../http/version/resource-version';
import { MusicClassesService } from '../music/music-classes.service';
import { newId } from '../persistence/new-id';
import { keepContaining, readPage } from '../persistence/read-page';
import { Store } from '../persistence/store';
import type { Written } from '../persistence/written';
import { type PlannedWave, planGroup, stopsAfter } from './domain/plan';
import type { PlanContext } from './domain/plan-context';
import type { Layer, RingGroup, SkipRules } from './domain/ring-group';
import { skipReason } from './domain/skip';
import { MemberPresences } from './member-presences';
import type { RingGroupListQuery } from './ring-group.dto';
import { RingGroupMemory } from './ring-group-memory';
import { RingGroupRules, agentsOf } from './ring-group-rules';
import { RingGroupEntity } from './ring-group.entity';
import { toRingGroup, toRow } from './ring-group.mapper';

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

/** Says what needs a group, as the manager sees it. */
export type RingGroupUsage = (groupId: string, manager: EntityManager) => Promise<readonly RingGroupUse[]>;

/** A search as a call carries it out, and the settings behind it: the call's own copy of both. */
export interface GroupPlan
  extends Found, Pick<RingGroup, 'id' | 'name' | 'namePrefix' | 'wrapUpSeconds' | 'confirm' | 'noAnswer'> {
  readonly waves: readonly PlannedWave[];
}

@Injectable()
export class RingGroupsService implements OnModuleInit {
  private readonly usages: RingGroupUsage[] = [];

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
    this.agents.keepWhileUsed((agentId, manager) => this.usingAgent(agentId, manager));
    this.keepWhileUsed(handingOnTo);
    this.music.keepWhileUsed(async (musicClass) => (await this.those({ musicClass })).map(asUse));
  }

  async find(id: string, manager = this.store.reader): Promise<RingGroup | undefined> {
    const row = await manager.findOneBy(RingGroupEntity, { id });
    return row ? toRingGroup(row) : undefined;
  }

  /** @throws ApiError 404 `ring-group-not-found`. */
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
    return mapPage(page, toRingGroup);
  }

  /**
   * Who rings when, as things are now. A snapshot: changes made later do not touch it.
   * @param trunk PJSIP endpoint that leads outside
   * @param nowMs epoch milliseconds
   * @throws ApiError 404 `unknown-ring-group`; 409 `ring-group-inactive`; 409 `ring-group-empty` with the reason for
   *   each member
   */
  async plan(id: string, trunk: string, nowMs: number = Date.now()): Promise<GroupPlan> {
    const group = await this.known(id);
    if (!group.active) throw new ApiError(409, 'ring-group-inactive', `${group.name} is not active.`);
    const context = await this.contextOf(group, trunk, nowMs);
    const waves = planGroup(group, context);
    if (waves.length === 0) throw nobodyToRing(group, context);
    return toPlan(group, waves);
  }

  /**
   * As {@link plan}, for a caller who is on his way already and must not be refused: a group that is not active, or in
   * which nobody can ring, has no waves and leads on to its no-answer destination at once.
   * @throws ApiError 404 `unknown-ring-group`
   */
  async planOrLeadOn(id: string, trunk: string, nowMs: number = Date.now()): Promise<GroupPlan> {
    const group = await this.known(id);
    if (!group.active) return toPlan(group, []);
    return toPlan(group, planGroup(group, await this.contextOf(group, trunk, nowMs)));
  }

  /** Those that are offered and accepted as targets, oldest first. */
  async active(): Promise<readonly RingGroup[]> {
    return this.those({ active: true });
  }

  /** The group that stands in for an agent: the oldest active one that he is a member of. */
  async ofAgent(agentId: string): Promise<RingGroup | undefined> {
    const groups = await naming(this.store.reader, agentId);
    return groups.find(({ active, layers }) => active && memberIds(layers).has(agentId));
  }

  /** @throws ApiError 422 as {@link RingGroupRules.check} and {@link MusicClassesService.refuseUnplayable}. */
  async create(given: NewRingGroup): Promise<RingGroup> {
    const group: RingGroup = { id: newId(), ...given };
    await this.refuseUnplayable(group);
    await this.store.write(async (manager) => {
      await this.rules.check(manager, group);
      await manager.insert(RingGroupEntity, toRow(group));
    });
    this.events.publish({ type: 'ring-group.created', data: group });
    return group;
  }

  /**
   * Searches under way go on as they were planned.
   * @throws ApiError 404 `ring-group-not-found`; 412 as {@link Expected}; 422 as {@link create}.
   */
  async update(id: string, changes: RingGroupChanges, expected: Expected = anyVersion): Promise<RingGroup> {
    const group = await this.store.write(async (manager) => {
      const row = await manager.findOneBy(RingGroupEntity, { id });
      if (!row) throw ringGroupNotFound();
      const before = toRingGroup(row);
      expected.check(before);
      const changed = withChanges(before, changes);
      await this.rules.check(manager, changed);
      await this.refuseUnplayable(changed, before);
      await manager.update(RingGroupEntity, { id }, toRow(changed));
      return changed;
    });
    this.events.publish({ type: 'ring-group.updated', data: group });
    return group;
  }

  /** @throws ApiError 404 `ring-group-not-found`; 409 `ring-group-in-use` with what uses it; 412. */
  async remove(id: string, expected: Expected = anyVersion): Promise<void> {
    await this.store.write(async (manager) => {
      const row = await manager.findOneBy(RingGroupEntity, { id });
      if (!row) throw ringGroupNotFound();
      expected.check(toRingGroup(row));
      await this.refuseInUse(id, manager);
      await manager.delete(RingGroupEntity, { id });
    });
    this.events.publish({ type: 'ring-group.deleted', data: { id } });
  }

  /** Others than these methods have written groups, and committed it. */
  async written({ created, changed, removed }: Written): Promise<void> {
    for (const id of created) this.events.publish({ type: 'ring-group.created', data: await this.get(id) });
    for (const id of changed) this.events.publish({ type: 'ring-group.updated', data: await this.get(id) });
    for (const id of removed) this.events.publish({ type: 'ring-group.deleted', data: { id } });
  }

  /** Lets a feature that refers to groups keep them from being deleted. */
  keepWhileUsed(usage: RingGroupUsage): void {
    this.usages.push(usage);
  }

  /**
   * A class that has gone since does not keep a group that names it already from being changed.
   * @throws ApiError as {@link MusicClassesService.refuseUnplayable}
   */
  async refuseUnplayable({ musicClass }: RingGroup, before?: RingGroup): Promise<void> {
    if (musicClass !== undefined && musicClass !== before?.musicClass)
      await this.music.refuseUnplayable(musicClass, 'musicClass');
  }

  /** Oldest first. */
  private async those(where: FindOptionsWhere<RingGroupEntity>): Promise<readonly RingGroup[]> {
    const rows = await this.store.reader.find(RingGroupEntity, { where, order: { id: 'ASC' } });
    return rows.map(toRingGroup);
  }

  private async known(id: string): Promise<RingGroup> {
    const group = await this.find(id);
    if (!group) throw new ApiError(404, 'unknown-ring-group', 'There is no such ring group.');
    return group;
  }

  private async contextOf(group: RingGroup, trunk: string, nowMs: number): Promise<PlanContext> {
    const agentIds = [...memberIds(group.layers)];
    const presence = await this.presences.of(agentIds);
    const memory = this.memory.of(group.id, agentIds, nowMs);
    return { now: nowMs, random: Math.random, presence, memory, trunk };
  }

  private async usingAgent(agentId: string, manager: EntityManager): Promise<readonly AgentUse[]> {
    const groups = await naming(manager, agentId);
    return groups.filter((group) => agentsOf(group).some(({ id }) => id === agentId)).map(asUse);
  }

  /** @throws ApiError 409 `ring-group-in-use` with what uses it */
  async refuseInUse(id: string, manager: EntityManager): Promise<void> {
    const usedBy = (await Promise.all(this.usages.map((usage) => usage(id, manager)))).flat();
    if (usedBy.length > 0) {
      throw new ApiError(409, 'ring-group-in-use', 'Others refer to this group; change them first.', {
        members: { usedBy },
      });
    }
  }
}

/** The groups in which an agent has a part, oldest first; others that have his id in them somewhere may be among them. */
async function naming(manager: EntityManager, agentId: string): Promise<readonly RingGroup[]> {
  const rows = await manager
    .createQueryBuilder(RingGroupEntity, 'group')
    .where('group.layers LIKE :id OR group.noAnswerTo = :agentId', { id: `%"${agentId}"%`, agentId })
    .orderBy('group.id')
    .getMany();
  return rows.map(toRingGroup);
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

function asUse({ id, name }: { readonly id: string; readonly name: string }): RingGroupUse {
  return { type: 'ring-group', id, name };
}

function nobodyToRing(group: RingGroup, context: PlanContext): ApiError {
  const skipped = group.layers.flatMap((layer, at) =>
    layer.members.map((member, position) => ({
      path: `layers[${at}].members[${position}]`,
      reason: skipReason(member, group.skip, context),
    })),
  );
  return new ApiError(409, 'ring-group-empty', `Nobody of ${group.name} can ring now.`, {
    members: { skipped },
  });
}

function ringGroupNotFound(): ApiError {
  return new ApiError(404, 'ring-group-not-found', 'There is no such ring group.');
}
