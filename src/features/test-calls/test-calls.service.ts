import { Injectable } from '@nestjs/common';
import type { CallingPolicy } from '../../core/caller-id/calling-policy';
import { present } from '../../core/caller-id/policy';
import type { Presented } from '../../core/caller-id/view';
import { readDialled } from '../../core/dialling/dialled';
import type { Principal } from '../../platform/access/principal';
import { Refused } from '../../platform/refusals/refused';
import { AgentsService } from '../agents/agents.service';
import { CallingSettingsService } from '../caller-id/calling-settings.service';
import { countryOn, DialGuard, type GuardedLine } from '../dial-guard/dial-guard';
import type { Line } from '../lines/line';
import { LinesService } from '../lines/lines.service';
import type { Trunk } from '../trunks/trunk';
import { TrunksService } from '../trunks/trunks.service';
import { inWords } from './test-call-words';
import { TestCaller, type TestCallOutcome } from './test-caller';

export interface TestCallWish {
  readonly number: string;
  readonly agentId?: string;
  readonly seconds: number;
}

export type TestCallResult = TestCallOutcome & { readonly shown: string; readonly detail: string };

/**
 * Tries a trunk by a call of its own. It is no call of the core: that one is always an agent's, and would ring their phone
 * first. Its channel bears no name of ours (`isOurs`), so the switchboard leaves it alone.
 */
@Injectable()
export class TestCallsService {
  readonly #running = new Set<string>();

  constructor(
    private readonly trunks: TrunksService,
    private readonly lines: LinesService,
    private readonly agents: AgentsService,
    private readonly calling: CallingSettingsService,
    private readonly guard: DialGuard,
    private readonly caller: TestCaller,
  ) {}

  /**
   * Resolves when the call is over.
   * @throws Refused `trunk-not-found`, `agent-not-found`; `forbidden-number`; `test-call-running`
   *   `emergency-number`, `undialable-number`; as {@link TestCaller.call}
   */
  async call(id: string, { number, agentId, seconds }: TestCallWish, by: Principal): Promise<TestCallResult> {
    const trunk = await this.trunks.get(id);
    if (agentId !== undefined) await this.agents.get(agentId);
    const line = await this.#lineOf(trunk, agentId);
    const policy = await this.calling.policyOf(line ?? { number: '', trunk: trunk.name });
    const guarded = guardedOn(trunk, line, policy);
    const home = { country: countryOn(guarded), emergency: policy.emergency };
    if (readDialled(number, home).type === 'emergency') {
      throw new Refused('emergency-number', 'Baton calls no emergency number to try a trunk.');
    }
    if (this.#running.has(id)) {
      const detail = 'A test call is running on this trunk; wait for its end.';
      throw new Refused('test-call-running', detail, { retryAfterSeconds: seconds });
    }
    const asker = { id: by.id, role: by.role };
    const dialling = { number, asker, agentId, line: guarded, joins: 'agent' } as const;
    const { to, over } = this.guard.passApart(dialling, Date.now());
    this.#running.add(id);
    try {
      const shows = shownBy(trunk, line, policy, number);
      const outcome = await this.caller.call({ endpoint: to.endpoint, shows, forMs: seconds * 1000 });
      return { ...outcome, shown: shows.number, detail: inWords(outcome) };
    } finally {
      over();
      this.#running.delete(id);
    }
  }

  /** The one whose number is shown: of the agent if they have one on this trunk. */
  async #lineOf(trunk: Trunk, agentId: string | undefined): Promise<Line | undefined> {
    const lines = await this.lines.onTrunk(trunk.name);
    const ofAgent = lines.find(({ agents }) => agentId !== undefined && agents.includes(agentId));
    return ofAgent ?? lines[0];
  }
}

/** Without a line nothing is known of the country, and numbers have to name it. */
function guardedOn(trunk: Trunk, line: Line | undefined, calling: CallingPolicy): GuardedLine {
  const { id = '', number = '', country } = line ?? {};
  return { id, number, ...(country === undefined ? {} : { country }), trunk: trunk.name, calling };
}

/** As a contact would see it whom the line calls; of a trunk without a line what its carrier knows us by. */
function shownBy(trunk: Trunk, line: Line | undefined, policy: CallingPolicy, dialled: string): Presented {
  if (line) return present({ viewer: 'contact', dialled }, policy, { name: line.name, number: line.number });
  const number = trunk.fromUser ?? trunk.username ?? 'anonymous';
  return { name: '', number, reason: 'no line uses the trunk' };
}
