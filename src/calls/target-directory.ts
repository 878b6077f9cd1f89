import { Injectable } from '@nestjs/common';
import { AgentPresence } from '../agents/agent-presence';
import { type Agent } from '../agents/agent';
import { AgentsService } from '../agents/agents.service';
import { ApiError } from '../http/problem';
import {
  type Call,
  type Dialable,
  type Stop,
  type TargetSpec,
  type Wave,
  defaultLimits,
} from './domain/call';
import { type ResolvedTarget } from './domain/inputs';

/** Asterisk's dial strings are built here and nowhere else, from parts that cannot change their meaning. */
const dialable = /^\+?[0-9*#]{1,32}$/;

/** Says who can be rung at a target, and refuses targets before anything moves (SEMANTICS.md, "Before anything moves"). */
@Injectable()
export class TargetDirectory {
  constructor(
    private readonly agents: AgentsService,
    private readonly presence: AgentPresence,
  ) {}

  /**
   * @param trunk PJSIP endpoint that leads outside
   * @param ringMs how long each target may ring; the defaults are SEMANTICS.md's
   * @throws ApiError 404 `unknown-agent`; 409 `agent-offline`, `agent-on-call`, `agent-away`, `agent-busy`;
   *   422 `undialable-number`
   */
  async resolve(spec: TargetSpec, trunk: string, ringMs?: number): Promise<ResolvedTarget> {
    switch (spec.type) {
      case 'agent': {
        const dialables = await this.availableAgent(spec.agentId);
        const rings = dialables.map((to) => ({
          ...to,
          delayMs: 0,
          ringMs: ringMs ?? defaultLimits.agentRingMs,
        }));
        return { spec, waves: [rings] };
      }
      case 'number': {
        const ring = {
          ...outsideNumber(spec.number, trunk),
          delayMs: 0,
          ringMs: ringMs ?? defaultLimits.numberRingMs,
        };
        return { spec, waves: [[ring]] };
      }
    }
  }

  /** Who is at a stop of a running search; nobody if it cannot be rung now. */
  async waves(call: Call, stop: Stop): Promise<readonly Wave[]> {
    if (stop.type === 'last-resort') return [];
    try {
      return (await this.resolve(stop, call.line.trunk)).waves;
    } catch (error) {
      if (error instanceof ApiError) return [];
      throw error;
    }
  }

  /** The phones of an agent who may be rung. @throws ApiError as {@link resolve} */
  async availableAgent(id: string): Promise<readonly Dialable[]> {
    const agent = await this.agents.find(id);
    if (!agent) throw new ApiError(404, 'unknown-agent', 'There is no such agent.');
    const phones = (await this.dialables(agent)).filter(({ registered }) => registered).map(({ to }) => to);
    if (phones.length === 0)
      throw new ApiError(409, 'agent-offline', `${agent.name} has no phone registered.`);
    if (this.presence.activity(id) !== 'idle')
      throw new ApiError(409, 'agent-on-call', `${agent.name} is on another call.`);
    if (agent.status === 'away') throw new ApiError(409, 'agent-away', `${agent.name} is away.`);
    if (agent.status === 'busy')
      throw new ApiError(409, 'agent-busy', `${agent.name} does not take calls now.`);
    return phones;
  }

  private async dialables(
    agent: Agent,
  ): Promise<readonly { readonly to: Dialable; readonly registered: boolean }[]> {
    const endpoints = await this.agents.phoneEndpoints(agent.id);
    return endpoints.map((endpoint) => ({
      to: agentAt(agent, endpoint),
      registered: this.presence.registered(endpoint),
    }));
  }
}

export function agentAt(agent: Agent, endpoint: string): Dialable {
  const { id: agentId, name, extension } = agent;
  return { party: { type: 'agent', agentId, name, extension }, endpoint: `PJSIP/${endpoint}` };
}

/** @throws ApiError 422 `undialable-number` */
export function outsideNumber(number: string, trunk: string): Dialable {
  if (!dialable.test(number)) {
    throw new ApiError(
      422,
      'undialable-number',
      'A number is 1 to 32 of 0-9 * #, with or without a leading +.',
    );
  }
  return { party: { type: 'number', number }, endpoint: `PJSIP/${number}@${trunk}` };
}
