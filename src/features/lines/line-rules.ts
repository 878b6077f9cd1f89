import { Injectable } from '@nestjs/common';
import { type EntityManager, Not } from 'typeorm';
import { type FieldError, Refused } from '../../platform/refusals/refused';
import { AgentsService } from '../agents/agents.service';
import { unknownAgentAt } from '../agents/unknown-agent';
import { RingGroupsService } from '../ring-groups/ring-groups.service';
import type { Line } from './line';
import { LineEntity } from './line.entity';
import { digitsOf } from './line.mapper';

/** What a line must keep to besides its shape. Checked within the write that saves it. */
@Injectable()
export class LineRules {
  constructor(
    private readonly agents: AgentsService,
    private readonly ringGroups: RingGroupsService,
  ) {}

  /** @throws Refused `number-taken`; `unknown-agent`, `unknown-destination` */
  async check(manager: EntityManager, line: Line): Promise<void> {
    if (await manager.existsBy(LineEntity, { numberDigits: digitsOf(line.number), id: Not(line.id) })) {
      throw new Refused('number-taken', `Another line has the number ${line.number}.`);
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
      manager,
    );
    const errors: FieldError[] = [];
    for (const { path, type, id } of leads) {
      const exists =
        type === 'agent' ? agents.has(id) : (await this.ringGroups.find(id, manager)) !== undefined;
      if (!exists) errors.push(type === 'agent' ? unknownAgentAt(path) : unknownRingGroupAt(path));
    }
    if (errors.length > 0) {
      const code = errors.every((error) => error.code === 'unknown-agent')
        ? 'unknown-agent'
        : 'unknown-destination';
      throw new Refused(code, 'The line names agents or groups that do not exist.', { errors });
    }
  }
}

function unknownRingGroupAt(path: string): FieldError {
  return { path, code: 'unknown-ring-group', message: 'is not the id of a ring group' };
}
