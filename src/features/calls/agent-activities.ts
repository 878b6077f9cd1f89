import type { AgentActivity } from '../../core/agent';
import { type Call, type CallId, isLive, type Leg } from '../../core/call/call';
import { AgentPresence, type PresenceSubject } from '../agents/agent-presence';
import type { PbxEndpoints } from '../phones/endpoints';
import type { RingGroupMemory } from '../ring-groups/ring-group-memory';
import type { CallObserver } from './call-observers';
import type { Clock } from './clock';

/** The agents who are in a call or being rung, kept up with every change of facts; and whose phone is there. */
export class AgentActivities extends AgentPresence implements CallObserver {
  readonly #byCall = new Map<CallId, ReadonlyMap<string, AgentActivity>>();

  readonly #listeners: ((subject: PresenceSubject) => void)[] = [];

  constructor(
    private readonly endpoints: PbxEndpoints,
    private readonly memory: Pick<RingGroupMemory, 'wrapUpUntil' | 'wrappingUp'>,
    private readonly clock: Clock,
  ) {
    super();
    endpoints.onChange((endpoint) => this.#tell({ type: 'endpoint', endpoint }));
  }

  override registered(endpoint: string): boolean {
    return this.endpoints.isOnline(endpoint);
  }

  override activity(agentId: string): AgentActivity {
    const wrapsUp = (this.memory.wrapUpUntil(agentId) ?? 0) > this.clock.now();
    let strongest: AgentActivity = wrapsUp ? 'wrap-up' : 'idle';
    for (const activities of this.#byCall.values()) {
      const activity = activities.get(agentId);
      if (activity === 'on-call') return activity;
      strongest = activity ?? strongest;
    }
    return strongest;
  }

  override onChange(listener: (subject: PresenceSubject) => void): void {
    this.#listeners.push(listener);
  }

  /** Takes in a call's new facts. */
  update(call: Call): void {
    const activities = new Map<string, AgentActivity>();
    for (const l of call.legs) {
      if (l.party.type !== 'agent' || !isLive(l) || this.#isLater(l)) continue;
      // A phone that dials is as little free as one that talks.
      const activity = l.state === 'up' || l.state === 'offered' ? 'on-call' : 'ringing';
      if (activities.get(l.party.agentId) !== 'on-call') activities.set(l.party.agentId, activity);
    }
    const before = this.#byCall.get(call.id);
    if (activities.size === 0) this.#byCall.delete(call.id);
    else this.#byCall.set(call.id, activities);
    for (const id of new Set([...(before?.keys() ?? []), ...activities.keys()])) {
      if (before?.get(id) !== activities.get(id)) this.#tell({ type: 'agent', id });
    }
  }

  /** An agent is left alone for a while: whoever follows the agent's state hears of the end of it, too. */
  wrapUpBegan(agentId: string, untilMs: number): void {
    this.#tell({ type: 'agent', id: agentId });
    // A timer may be early by less than a millisecond; then the agent would still be in it, and nobody would be told again.
    this.clock.after(untilMs - this.clock.now() + 1, () => this.#tell({ type: 'agent', id: agentId }));
  }

  /** Those who were left alone before a restart hear of its end as well. */
  resume(): void {
    for (const [agentId, untilMs] of this.memory.wrappingUp(this.clock.now()))
      this.wrapUpBegan(agentId, untilMs);
  }

  /** A member of a wave whose turn has not come: nothing rings, and another call may have them until then. */
  #isLater({ state, startAt }: Leg): boolean {
    return state === 'wanted' && startAt !== undefined && startAt > this.clock.now();
  }

  #tell(subject: PresenceSubject): void {
    for (const listener of this.#listeners) listener(subject);
  }
}
