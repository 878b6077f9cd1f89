import { Injectable } from '@nestjs/common';
import type { AgentState } from '../../core/agent';
import { type Call, isLive } from '../../core/call/call';
import type { Principal } from '../../platform/access/principal';
import { AgentStates } from '../agents/agent-states';
import { AgentsService } from '../agents/agents.service';
import { LinesService } from '../lines/lines.service';
import { RingGroupsService } from '../ring-groups/ring-groups.service';

export interface OfferedAgent {
  readonly id: string;
  readonly name: string;
  readonly extension: string;
  readonly state: AgentState;
  /** Whether the agent would be rung if asked now; a transfer to anybody else is refused. */
  readonly canRing: boolean;
}

/** The targets that a call can be handed on to. */
export interface TargetOffers {
  /** Of the call's line, without those who are in the call; those who can ring first, by name. */
  readonly agents: readonly OfferedAgent[];
  /** The active ones, by name. */
  readonly ringGroups: readonly { readonly id: string; readonly name: string }[];
  /** Whether a field for a number makes sense. */
  readonly number: boolean;
}

/** What is offered in a call (docs/semantics.md#agents), as far as whoever asks may hand it on there. */
@Injectable()
export class TargetOffersService {
  constructor(
    private readonly lines: LinesService,
    private readonly agents: AgentsService,
    private readonly states: AgentStates,
    private readonly groups: RingGroupsService,
  ) {}

  async of(call: Call, { permissions }: Principal): Promise<TargetOffers> {
    return {
      agents: permissions.has('transfer:agent') ? await this.#colleagues(call) : [],
      ringGroups: permissions.has('transfer:group') ? await this.#activeGroups() : [],
      number: permissions.has('transfer:number'),
    };
  }

  async #colleagues({ line, legs }: Call): Promise<readonly OfferedAgent[]> {
    const here = new Set(
      legs.filter(isLive).flatMap(({ party }) => (party.type === 'agent' ? [party.agentId] : [])),
    );
    const ids = ((await this.lines.find(line.id))?.agents ?? []).filter((id) => !here.has(id));
    const offers = await Promise.all(ids.map((id) => this.#offer(id)));
    return offers.flat().sort((a, b) => Number(b.canRing) - Number(a.canRing) || byName(a, b));
  }

  async #offer(id: string): Promise<readonly OfferedAgent[]> {
    const agent = await this.agents.find(id);
    if (!agent) return [];
    const { name, extension, status } = agent;
    const state = await this.states.of(agent);
    // Wrap-up keeps groups away from an agent, not a colleague.
    const canRing = status === 'available' && (state === 'available' || state === 'wrap-up');
    return [{ id, name, extension, state, canRing }];
  }

  async #activeGroups(): Promise<TargetOffers['ringGroups']> {
    const groups = await this.groups.active();
    return groups.map(({ id, name }) => ({ id, name })).sort(byName);
  }
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name.localeCompare(b.name);
}
