import { Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal';
import { AgentsService } from '../agents/agents.service';
import { CallingSettingsService } from '../caller-id/calling-settings.service';
import { type CallingPolicy, isEmergency } from '../caller-id/domain/calling-policy';
import { present } from '../caller-id/domain/policy';
import type { Presented } from '../caller-id/domain/view';
import { DialGuard } from '../guard/dial-guard';
import { ApiError } from '../http/problem';
import type { Line } from '../lines/line';
import { LinesService } from '../lines/lines.service';
import { inWords } from './domain/test-call-words';
import { TestCaller, type TestCallOutcome } from './test-caller';
import type { Trunk } from './trunk';
import { TrunksService } from './trunks.service';

export interface TestCallWish {
  readonly number: string;
  readonly agentId?: string;
  readonly seconds: number;
}

export type TestCallResult = TestCallOutcome & { readonly shown: string; readonly detail: string };

/**
 * Tries a trunk by a call of its own. It is no call of the core: that one is always an agent's, and would ring his phone
 * first. Its channel bears no name of ours (`isOurs`), so the switchboard leaves it alone.
 */
@Injectable()
export class TestCallsService {
  private readonly running = new Set<string>();

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
   * @throws ApiError 404 `trunk-not-found`, `agent-not-found`; 403 `forbidden-number`; 409 `test-call-running`; 422
   *   `emergency-number`; as {@link TestCaller.call}
   */
  async call(id: string, { number, agentId, seconds }: TestCallWish, by: Principal): Promise<TestCallResult> {
    const trunk = await this.trunks.get(id);
    if (agentId !== undefined) await this.agents.get(agentId);
    const line = await this.lineOf(trunk, agentId);
    const policy = await this.calling.policyOf(line ?? { number: '', trunk: trunk.name });
    if (isEmergency(number, policy.emergency)) {
      throw new ApiError(422, 'emergency-number', 'An emergency number is not called to try a trunk.');
    }
    if (this.running.has(id)) {
      const detail = 'A test call is running on this trunk; wait for its end.';
      throw new ApiError(409, 'test-call-running', detail, { retryAfterSeconds: seconds });
    }
    this.running.add(id);
    try {
      await this.passGuard(number, agentId, line, policy, by);
      const shows = shownBy(trunk, line, policy, number);
      const outcome = await this.caller.call({ number, trunk: trunk.name, shows, forMs: seconds * 1000 });
      return { ...outcome, shown: shows.number, detail: inWords(outcome) };
    } finally {
      this.running.delete(id);
    }
  }

  /** The one whose number is shown: of the agent if he has one on this trunk. */
  private async lineOf(trunk: Trunk, agentId: string | undefined): Promise<Line | undefined> {
    const lines = await this.lines.onTrunk(trunk.name);
    const ofAgent = lines.find(({ agents }) => agentId !== undefined && agents.includes(agentId));
    return ofAgent ?? lines[0];
  }

  private async passGuard(
    number: string,
    agentId: string | undefined,
    line: Line | undefined,
    { emergency }: CallingPolicy,
    by: Principal,
  ): Promise<void> {
    const ofLine = { id: line?.id ?? '', number: line?.number ?? '', country: line?.country, emergency };
    await this.guard.pass({ number, by, agentId, line: ofLine, joins: 'agent' }, Date.now());
  }
}

/** As a contact would see it whom the line calls; of a trunk without a line what its carrier knows us by. */
function shownBy(trunk: Trunk, line: Line | undefined, policy: CallingPolicy, dialled: string): Presented {
  if (line) return present({ viewer: 'contact', dialled }, policy, { name: line.name, number: line.number });
  const number = trunk.fromUser ?? trunk.username ?? 'anonymous';
  return { name: '', number, reason: 'no line uses the trunk' };
}
