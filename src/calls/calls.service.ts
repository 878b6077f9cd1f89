import { Injectable } from '@nestjs/common';
import { CallingSettingsService } from '../caller-id/calling-settings.service';
import { ApiError } from '../http/problem';
import { LinesService } from '../lines/lines.service';
import { newId } from '../persistence/new-id';
import { Pbx } from '../pbx/pbx';
import { type TransferRequest } from './call.dto';
import { CallStore, type CallQuery } from './call-store';
import { toResource } from './call-view';
import { Clock } from './clock';
import { type Call, type TargetSpec, phase } from './domain/call';
import { type Command, type Refusal } from './domain/inputs';
import { originate } from './domain/start';
import { type LiveCall } from './live-call';
import { lineFacts, limitsOf } from './reception';
import { Switchboard } from './switchboard';
import { type TimelineEntry } from './timeline';
import { TargetDirectory, outsideNumber } from './target-directory';

export type RequestedTarget =
  { readonly type: 'agent'; readonly id: string } | { readonly type: 'number'; readonly number: string };

/** The verbs of a call, as the API gives them. */
@Injectable()
export class CallsService {
  constructor(
    private readonly store: CallStore,
    private readonly switchboard: Switchboard,
    private readonly directory: TargetDirectory,
    private readonly lines: LinesService,
    private readonly calling: CallingSettingsService,
    private readonly pbx: Pbx,
    private readonly clock: Clock,
  ) {}

  async list(query: CallQuery): Promise<readonly Call[]> {
    return this.store.list(query);
  }

  /** @throws ApiError 404 `unknown-call` */
  async get(id: string): Promise<Call> {
    const call = this.switchboard.get(id)?.facts ?? (await this.store.find(id));
    if (!call) throw unknownCall();
    return call;
  }

  /** What happened in the call so far, as stored. */
  timeline(id: string): Promise<readonly TimelineEntry[]> {
    return this.store.timeline(id);
  }

  /**
   * Rings the agent's phone, then the target.
   * @throws ApiError 404 `unknown-line`, `unknown-agent`; 409 as {@link TargetDirectory.resolve}; 422
   *   `undialable-number`; 503 `asterisk-unreachable`
   */
  async originate(lineId: string, agentId: string, target: RequestedTarget): Promise<Call> {
    this.refuseWhileDisconnected();
    const line = await this.lines.find(lineId);
    if (!line) throw new ApiError(404, 'unknown-line', 'There is no such line.');
    if (target.type === 'agent' && target.id === agentId) {
      throw new ApiError(422, 'target-is-agent', 'An agent cannot be connected with himself.');
    }
    const other =
      target.type === 'number'
        ? outsideNumber(target.number, line.trunk)
        : first(await this.directory.availableAgent(target.id));
    const agent = first(await this.directory.availableAgent(agentId));
    const facts = lineFacts(line, await this.calling.policyOf(line));
    const start = { id: newId(), line: facts, limits: limitsOf(line), agent, other };
    const call = await this.switchboard.begin(originate(start, this.clock.now()));
    return call.facts;
  }

  /** @throws ApiError as {@link TargetDirectory.resolve}, or a refusal of the call's state (409) */
  async transfer(callId: string, request: TransferRequest): Promise<Call> {
    const call = await this.live(callId);
    const ringMs = request.timeout === undefined ? undefined : request.timeout * 1000;
    const confirm = request.confirm ?? request.mode === 'cold';
    const { followNoAnswer } = request;
    const target = await this.directory.resolve(specOf(request.target), call.facts.line.trunk, {
      ringMs,
      confirm,
      followNoAnswer,
    });
    return this.command(
      call,
      request.mode === 'warm'
        ? { type: 'introduce', target }
        : { type: 'transfer', target, release: request.release ?? 'on-answer' },
    );
  }

  /** Any verb that needs no target. @throws ApiError 404 `unknown-call`, 409 with the refusal's code */
  async perform(
    callId: string,
    command: Exclude<Command, { type: 'introduce' | 'transfer' }>,
  ): Promise<Call> {
    return this.command(await this.live(callId), command);
  }

  private async command(call: LiveCall, command: Command): Promise<Call> {
    const decision = await call.command(command, { type: 'api' });
    if (!decision.ok) throw refused(decision.refusal, call.facts);
    return decision.call;
  }

  private async live(id: string): Promise<LiveCall> {
    const call = this.switchboard.get(id);
    if (!call) throw refused({ code: 'call-ended', detail: 'The call is over.' }, await this.get(id));
    this.refuseWhileDisconnected();
    return call;
  }

  private refuseWhileDisconnected(): void {
    if (this.pbx.connected) return;
    const detail = 'There is no connection to Asterisk now; calls go on there. Try again in a moment.';
    throw new ApiError(503, 'asterisk-unreachable', detail, { retryAfterSeconds: 2 });
  }
}

function specOf(target: TransferRequest['target']): TargetSpec {
  switch (target.type) {
    case 'agent':
      return { type: 'agent', agentId: target.id };
    case 'ring-group':
      return { type: 'ring-group', groupId: target.id };
    case 'number':
      return target;
  }
}

function refused({ code, detail }: Refusal, call: Call): ApiError {
  const isUnknown = code === 'unknown-attempt' || code === 'unknown-leg';
  const { transfer } = toResource(call);
  const open = transfer ? { openTransfer: transfer.id } : {};
  return new ApiError(isUnknown ? 404 : 409, code, detail, { members: { callState: phase(call), ...open } });
}

function unknownCall(): ApiError {
  return new ApiError(404, 'unknown-call', 'There is no such call.');
}

function first<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined) throw new Error('an available agent has a phone');
  return item;
}
