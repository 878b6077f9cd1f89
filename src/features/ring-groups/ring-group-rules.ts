import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { longestSeconds } from '../../core/ringing/duration';
import { cycleFrom, type HandOver } from '../../core/ringing/no-answer';
import type { RingGroup } from '../../core/ringing/ring-group';
import type { ErrorCode } from '../../platform/refusals/catalogue';
import { type FieldError, Refused } from '../../platform/refusals/refused';
import { AgentsService } from '../agents/agents.service';
import { unknownAgentAt } from '../agents/unknown-agent';
import { RingGroupEntity } from './ring-group.entity';

/** Nobody waits for longer than this in one group, whatever its settings. */
const MAX_SEARCH_SECONDS = 3600;

/** What a group must keep to besides its shape. Checked within the write that saves it. */
@Injectable()
export class RingGroupRules {
  constructor(private readonly agents: AgentsService) {}

  /** @throws Refused `unknown-agent`, `unknown-ring-group`, `ring-group-cycle`, `ring-group-too-long`. */
  async check(manager: EntityManager, group: RingGroup): Promise<void> {
    await this.#refuseUnknownAgents(manager, group);
    await refuseUnknownGroup(manager, group);
    await refuseCycle(manager, group);
    refuseTooLong(group);
  }

  async #refuseUnknownAgents(manager: EntityManager, group: RingGroup): Promise<void> {
    const named = agentsOf(group);
    const known = await this.agents.existing(
      named.map(({ id }) => id),
      manager,
    );
    const errors: FieldError[] = named
      .filter(({ id }) => !known.has(id))
      .map(({ path }) => unknownAgentAt(path));
    if (errors.length > 0) {
      throw new Refused('unknown-agent', 'The group names agents that do not exist.', { errors });
    }
  }
}

/** Every agent that the group names, and where. */
export function agentsOf({
  layers,
  noAnswer,
}: RingGroup): readonly { readonly path: string; readonly id: string }[] {
  const members = layers.flatMap((layer, at) =>
    layer.members.flatMap((member, position) =>
      member.type === 'agent' ? [{ path: `layers[${at}].members[${position}].id`, id: member.id }] : [],
    ),
  );
  return noAnswer?.type === 'agent' ? [...members, { path: 'noAnswer.id', id: noAnswer.id }] : members;
}

async function refuseUnknownGroup(manager: EntityManager, { noAnswer }: RingGroup): Promise<void> {
  if (noAnswer?.type !== 'ring-group') return;
  if (await manager.existsBy(RingGroupEntity, { id: noAnswer.id })) return;
  throw refusedNoAnswer(
    'unknown-ring-group',
    'The group hands on to a group that does not exist.',
    'is not the id of a ring group',
  );
}

async function refuseCycle(manager: EntityManager, group: RingGroup): Promise<void> {
  if (group.noAnswer?.type !== 'ring-group') return;
  const rows = await manager.find(RingGroupEntity, {
    select: { id: true, name: true, noAnswerType: true, noAnswerTo: true },
  });
  const groups = new Map<string, HandOver>(
    rows.map((row) => [row.id, { id: row.id, name: row.name, next: nextOf(row) }]),
  );
  groups.set(group.id, { id: group.id, name: group.name, next: group.noAnswer.id });
  const cycle = cycleFrom(group.id, groups);
  if (!cycle) return;
  const path = cycle.map(({ id, name }) => ({ id, name }));
  const way = cycle.map(({ name }) => name).join(' → ');
  throw refusedNoAnswer('ring-group-cycle', `Nobody would ever be reached: ${way}.`, 'leads back here', {
    path,
  });
}

function nextOf({ noAnswerType, noAnswerTo }: RingGroupEntity): string | null {
  return noAnswerType === 'ring-group' ? noAnswerTo : null;
}

function refuseTooLong(group: RingGroup): void {
  const seconds = longestSeconds(group);
  if (seconds <= MAX_SEARCH_SECONDS) return;
  throw new Refused(
    'ring-group-too-long',
    `The group could ring for ${seconds} s; ${MAX_SEARCH_SECONDS} s is the most.`,
  );
}

function refusedNoAnswer(
  code: ErrorCode,
  detail: string,
  message: string,
  members: Readonly<Record<string, unknown>> = {},
): Refused {
  return new Refused(code, detail, { errors: [{ path: 'noAnswer.id', code, message }], members });
}
