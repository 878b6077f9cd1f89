import { Injectable } from '@nestjs/common';
import { AgentsService } from '../agents/agents.service';
import { CallingSettingsService } from '../caller-id/calling-settings.service';
import { type CallingPolicy, isEmergency } from '../caller-id/domain/calling-policy';
import { type GuardSettings } from '../guard/domain/settings';
import { GuardSettingsService } from '../guard/guard-settings.service';
import { ApiError } from '../http/problem';
import { type Line, type LineDestination, type LineFallback } from '../lines/line';
import { LinesService } from '../lines/lines.service';
import { newId } from '../persistence/new-id';
import { type Arrival } from '../pbx/pbx';
import { type Limits, type LineFacts, type TargetSpec, defaultLimits } from './domain/call';
import { type Accepted } from './domain/inputs';
import { dialFromPhone, receive } from './domain/start';
import { agentAt } from './domain/dial';
import { OutsideAccess } from './outside-access';
import { TargetDirectory, outsideNumber } from './target-directory';

/** What becomes of a channel that called us. */
export type Welcome =
  | { readonly type: 'call'; readonly started: Accepted }
  /** Nobody here for it: the dialplan takes it. */
  | { readonly type: 'last-resort' }
  /** One of our phones asked for what it cannot have. */
  | { readonly type: 'refused'; readonly why: string };

@Injectable()
export class Reception {
  constructor(
    private readonly lines: LinesService,
    private readonly agents: AgentsService,
    private readonly directory: TargetDirectory,
    private readonly calling: CallingSettingsService,
    private readonly outside: OutsideAccess,
    private readonly guardSettings: GuardSettingsService,
  ) {}

  async welcome(arrival: Arrival, now: number): Promise<Welcome> {
    return arrival.from === 'trunk' ? this.fromTrunk(arrival, now) : this.fromPhone(arrival, now);
  }

  private async fromTrunk({ channel, dialled, caller, withheld }: Arrival, now: number): Promise<Welcome> {
    const line = await this.lines.byNumber(dialled);
    if (!line) return { type: 'last-resort' };
    const destination = stopOf(line.destination);
    const { name, number } = caller;
    const limits = limitsOf(line, this.guardSettings.current);
    const facts = lineFacts(line, await this.calling.policyOf(line));
    return {
      type: 'call',
      started: receive(
        {
          id: newId(),
          line: facts,
          limits,
          channel,
          name,
          number,
          withheld: withheld ?? false,
          destination,
        },
        now,
      ),
    };
  }

  private async fromPhone({ channel, dialled, endpoint }: Arrival, now: number): Promise<Welcome> {
    const agent = await this.agents.byEndpoint(endpoint);
    if (!agent) return { type: 'refused', why: 'the phone belongs to no agent' };
    const line = await this.lines.ofAgent(agent.id);
    if (!line) return { type: 'refused', why: 'the agent belongs to no line' };
    try {
      const calling = await this.calling.policyOf(line);
      // No extension stands before an emergency number.
      const colleague = isEmergency(dialled, calling.emergency)
        ? undefined
        : await this.agents.byExtension(dialled);
      const [other, ...furtherOfOther] = colleague
        ? await this.directory.availableAgent(colleague.id)
        : [outsideNumber(dialled, line.trunk)];
      if (!other) return { type: 'refused', why: 'nobody to ring' };
      const facts = lineFacts(line, calling);
      if (!colleague) await this.outside.dial(agent.id, dialled, facts);
      const start = { id: newId(), line: facts, limits: limitsOf(line, this.guardSettings.current), channel };
      return {
        type: 'call',
        started: dialFromPhone({ ...start, agent: agentAt(agent, endpoint), other, furtherOfOther }, now),
      };
    } catch (error) {
      if (error instanceof ApiError) return { type: 'refused', why: error.code };
      throw error;
    }
  }
}

function stopOf(lead: LineDestination | LineFallback): TargetSpec {
  switch (lead.type) {
    case 'agent':
      return { type: 'agent', agentId: lead.id };
    case 'ring-group':
      return { type: 'ring-group', groupId: lead.id };
    case 'number':
      return lead;
  }
}

/** What a call keeps of its line. */
export function lineFacts(
  { id, name, number, trunk, musicClass, fallback, lastResort }: Line,
  calling: CallingPolicy,
): LineFacts {
  return {
    id,
    name,
    number,
    trunk,
    musicClass,
    fallback: fallback ? stopOf(fallback) : null,
    ...(lastResort === undefined ? {} : { lastResort }),
    calling,
  };
}

export function limitsOf(line: Line, { maxCallMinutes }: Pick<GuardSettings, 'maxCallMinutes'>): Limits {
  const agentRingMs =
    line.ringTimeoutSeconds === undefined ? defaultLimits.agentRingMs : line.ringTimeoutSeconds * 1000;
  return { ...defaultLimits, agentRingMs, maxOutsideMs: maxCallMinutes * 60_000 };
}
