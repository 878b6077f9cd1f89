import { Injectable } from '@nestjs/common';
import type { Agent } from '../../core/agent';
import {
  type Call,
  defaultLimits,
  type Dialable,
  type Found,
  type Ring,
  type Stop,
  type TargetSpec,
} from '../../core/call/call';
import { agentAt } from '../../core/call/dial';
import type { ResolvedTarget } from '../../core/call/inputs';
import type { OutsideMembers } from '../../core/ringing/plan-context';
import type { ErrorCode } from '../../platform/refusals/catalogue';
import { Refused } from '../../platform/refusals/refused';
import { AgentPresence } from '../agents/agent-presence';
import { AgentsService } from '../agents/agents.service';
import { type GroupPlan, RingGroupsService } from '../ring-groups/ring-groups.service';
import { OutsideAccess, type OutsideDoor } from './outside-access';

/** What a request says of ringing; what it leaves out is as in docs/semantics.md#how-long. */
export interface HowToRing {
  readonly ringMs?: number | undefined;
  /** Whether an outside number must press 1 before it is connected. */
  readonly confirm?: boolean | undefined;
  /** Whether a group in which nobody answers leads on to its own no-answer destination. */
  readonly followNoAnswer?: boolean | undefined;
}

/** The phones of an agent who may be rung, or why they may not. */
type Availability =
  | { readonly ok: true; readonly phones: readonly Dialable[] }
  | { readonly ok: false; readonly refusal: Refused };

const nobody: Found = { waves: [], then: [] };

/** Says who can be rung at a target, and refuses targets before anything moves (docs/semantics.md#before-anything-moves). */
@Injectable()
export class TargetDirectory {
  constructor(
    private readonly agents: AgentsService,
    private readonly presence: AgentPresence,
    private readonly groups: RingGroupsService,
    private readonly outside: OutsideAccess,
  ) {}

  /**
   * @param door by which it goes outside
   * @throws Refused `unknown-agent`; `agent-offline`, `agent-on-call`, `agent-away`, `agent-busy`;
   *   `unknown-ring-group`; `ring-group-inactive`, `ring-group-empty`; as {@link OutsideDoor.pass}
   */
  async resolve(spec: TargetSpec, door: OutsideDoor, how: HowToRing = {}): Promise<ResolvedTarget> {
    return { ...(await this.#resolved(spec, door, how)), asker: door.asker };
  }

  async #resolved(
    spec: TargetSpec,
    door: OutsideDoor,
    { ringMs, confirm, followNoAnswer }: HowToRing,
  ): Promise<ResolvedTarget> {
    switch (spec.type) {
      case 'agent': {
        const phones = await this.availableAgent(spec.agentId);
        return { spec, ...ringing(phones, ringMs ?? defaultLimits.agentRingMs) };
      }
      case 'number': {
        const to = door.pass(spec.number);
        const forMs = ringMs ?? defaultLimits.numberRingMs;
        return { spec, ...ringing([{ ...to, confirm: confirm ?? false }], forMs) };
      }
      case 'ring-group': {
        const plan = await this.groups.plan(spec.groupId, judgedBy(door, spec.groupId));
        return { spec, ...foundIn(plan, followNoAnswer === true ? plan.then : []) };
      }
    }
  }

  /**
   * Those who are at a stop of a running search; nobody if it cannot be rung now.
   * @throws Error only if it could not be looked up, which is not the same
   */
  async find(call: Call, stop: Stop): Promise<Found> {
    const door = this.outside.forSearch(call);
    const { limits, line } = call;
    switch (stop.type) {
      case 'agent':
        return this.#findAgent(stop.agentId, limits.agentRingMs);
      case 'number': {
        // The line's own, or a group's that has led on.
        const verdict = door.find(stop.number, { line: line.id });
        return verdict.ok ? ringing([verdict.to], limits.numberRingMs) : nobody;
      }
      // What a transfer asks for was resolved with the request, and refused if nobody could ring. A caller who comes here is
      // on the way already, and led on.
      case 'ring-group': {
        const plan = await this.groups.planOrLeadOn(stop.groupId, judgedBy(door, stop.groupId));
        return plan ? foundIn(plan, plan.then) : nobody;
      }
      case 'redirect': {
        // A phone may send its calls to a colleague; where outside numbers may be rung is not for a phone to say.
        const colleague = await this.agents.byExtension(stop.to);
        return colleague ? this.#findAgent(colleague.id, defaultLimits.agentRingMs) : nobody;
      }
      case 'group-of-agent': {
        const group = await this.groups.ofAgent(stop.agentId);
        const plan = group && (await this.groups.planOrLeadOn(group.id, judgedBy(door, group.id)));
        return plan ? foundIn(plan, []) : nobody;
      }
      case 'last-resort':
        return nobody;
    }
  }

  /** The phones of an agent who may be rung. @throws Refused as {@link resolve} */
  async availableAgent(id: string): Promise<readonly Dialable[]> {
    const availability = await this.#availabilityOf(id);
    if (!availability.ok) throw availability.refusal;
    return availability.phones;
  }

  async #findAgent(id: string, ringMs: number): Promise<Found> {
    const availability = await this.#availabilityOf(id);
    return availability.ok ? ringing(availability.phones, ringMs) : nobody;
  }

  async #availabilityOf(id: string): Promise<Availability> {
    const agent = await this.agents.find(id);
    if (!agent) return unavailable('unknown-agent', 'There is no such agent.');
    const phones = (await this.#dialables(agent)).filter(({ registered }) => registered).map(({ to }) => to);
    if (phones.length === 0) return unavailable('agent-offline', `${agent.name} has no phone registered.`);
    const activity = this.presence.activity(id);
    if (activity === 'on-call' || activity === 'ringing')
      return unavailable('agent-on-call', `${agent.name} is on another call.`);
    if (agent.status === 'away') return unavailable('agent-away', `${agent.name} is away.`);
    if (agent.status === 'busy') return unavailable('agent-busy', `${agent.name} does not take calls now.`);
    return { ok: true, phones };
  }

  async #dialables(
    agent: Agent,
  ): Promise<readonly { readonly to: Dialable; readonly registered: boolean }[]> {
    const endpoints = await this.agents.phoneEndpoints(agent.id);
    return endpoints.map((endpoint) => ({
      to: agentAt(agent, endpoint),
      registered: this.presence.registered(endpoint),
    }));
  }
}

function foundIn({ waves, musicClass }: GroupPlan, then: readonly Stop[]): Found {
  return { waves, then, ...(musicClass === undefined ? {} : { musicClass }) };
}

/** All of these at once. */
function ringing(at: readonly (Dialable & Pick<Ring, 'confirm'>)[], ringMs: number): Found {
  return { waves: [at.map((to) => ({ ...to, delayMs: 0, ringMs }))], then: [] };
}

/** What a group's outside numbers are to it. */
function judgedBy(door: OutsideDoor, ringGroup: string): OutsideMembers {
  return (number) => {
    const verdict = door.find(number, { ringGroup });
    return verdict.ok ? { to: verdict.to } : { skipped: 'forbidden' };
  };
}

function unavailable(code: ErrorCode, detail: string): Availability {
  return { ok: false, refusal: new Refused(code, detail) };
}
