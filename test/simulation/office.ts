import {
  type Call,
  type Dialable,
  type Found,
  isLive,
  type Party,
  type Stop,
} from '../../src/core/call/call';
import type { ResolvedTarget } from '../../src/core/call/inputs';
import { type AgentName, agentNames, endpointOf, isAgent, type Name, numberOf } from './people';
import type { Setting } from './script';

const ringMs = 20_000;
const numberRingMs = 30_000;
const nobody: Found = { waves: [], then: [] };

/** The agents: who works here, who is free, and who can be rung at which target. Kept by each process for itself. */
export class Office {
  readonly #busyIn = new Map<string, ReadonlySet<string>>();
  readonly #talkingIn = new Map<string, ReadonlySet<string>>();

  constructor(private readonly setting: Setting) {}

  /** Takes in a call's new facts. */
  update(call: Call): void {
    const busy = new Set<string>();
    for (const leg of call.legs) if (leg.party.type === 'agent' && isLive(leg)) busy.add(leg.party.agentId);
    this.#busyIn.set(call.id, busy);
    const talking = call.legs.filter(({ state }) => state === 'up' || state === 'offered');
    const agents = talking.flatMap(({ party }) => (party.type === 'agent' ? [party.agentId] : []));
    this.#talkingIn.set(call.id, new Set(agents));
  }

  isOnCall(agentId: string): boolean {
    return [...this.#talkingIn.values()].some((talking) => talking.has(agentId));
  }

  isFree(name: AgentName): boolean {
    for (const busy of this.#busyIn.values()) if (busy.has(name)) return false;
    return true;
  }

  /** Null: refused before anything moves. */
  resolve(to: Name | 'group', confirm: boolean): ResolvedTarget | null {
    if (to === 'group') {
      const found = this.#group();
      return found.waves.length === 0 ? null : { spec: { type: 'ring-group', groupId: 'g1' }, ...found };
    }
    if (!isAgent(to)) {
      const spec = { type: 'number', number: numberOf(to) } as const;
      return { spec, waves: [[{ ...dialable(to), delayMs: 0, ringMs: numberRingMs, confirm }]], then: [] };
    }
    if (!this.isFree(to)) return null;
    return { spec: { type: 'agent', agentId: to }, waves: [[ringAgent(to)]], then: [] };
  }

  find(stop: Stop): Found {
    switch (stop.type) {
      case 'agent':
        return this.#found(stop.agentId);
      case 'number':
        return this.resolve('mobile', true) ?? nobody;
      case 'ring-group':
        return this.#group();
      case 'group-of-agent':
        return this.setting.agentsHaveGroup ? this.#group() : nobody;
      case 'redirect':
        return this.#found('carla');
      case 'last-resort':
        return nobody;
    }
  }

  #found(agentId: string): Found {
    const name = agentNames.find((agent) => agent === agentId);
    return (name && this.resolve(name, false)) ?? nobody;
  }

  /** Two ring together, one of them later; then a third with an outside number that is asked; and a second round. */
  #group(): Found {
    const free = (['dora', 'emil', 'fritz'] as const).filter((name) => this.isFree(name));
    const rings = free.map((name, n) => ({
      ...ringAgent(name),
      ringMs: 8_000,
      delayMs: n === 1 ? 3_000 : 0,
      unlessOnCall: true,
    }));
    const shop = { ...dialable('shop'), delayMs: 0, ringMs: 8_000, confirm: true };
    const layers = [rings.slice(0, 2), [...rings.slice(2), shop]].filter((wave) => wave.length > 0);
    return { waves: [...layers, ...layers], then: [] };
  }
}

export function partyOf(name: Name): Party {
  if (!isAgent(name)) return { type: 'number', number: numberOf(name) };
  return { type: 'agent', agentId: name, name, extension: `100${agentNames.indexOf(name)}` };
}

export function dialable(name: Name): Dialable {
  return { party: partyOf(name), endpoint: endpointOf(name) };
}

function ringAgent(name: AgentName) {
  return { ...dialable(name), delayMs: 0, ringMs };
}
