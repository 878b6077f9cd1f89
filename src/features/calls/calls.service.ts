import { Injectable } from '@nestjs/common';
import { type Call, phase, type TargetSpec } from '../../core/call/call';
import type { Actor, Command, Refusal } from '../../core/call/inputs';
import { originate } from '../../core/call/start';
import { lacking } from '../../platform/access/lacking';
import type { Principal } from '../../platform/access/principal';
import type { Page } from '../../platform/lists/paging';
import { Refused } from '../../platform/refusals/refused';
import { newId } from '../../platform/store/new-id';
import { StoreFailure } from '../../platform/store/store-failure';
import { CallingSettingsService } from '../caller-id/calling-settings.service';
import { GuardSettingsService } from '../dial-guard/guard-settings.service';
import { LinesService } from '../lines/lines.service';
import type { TransferRequest } from './call.dto';
import { maySee } from './call-access';
import { CallMeasures } from './call-measures';
import { type CallQuery, CallStore } from './call-store';
import { toResource } from './call-view';
import type { CommandFailure, CommandName } from './call-watch';
import { Clock } from './clock';
import type { LiveCall } from './live-call';
import { OutsideAccess } from './outside-access';
import { Pbx } from './pbx';
import { limitsOf, lineFacts } from './reception';
import { Switchboard } from './switchboard';
import { TargetDirectory } from './target-directory';
import type { TimelineEntry } from './timeline';
import { withUnsaved } from './unsaved-calls';

export type RequestedTarget =
  { readonly type: 'agent'; readonly id: string } | { readonly type: 'number'; readonly number: string };

/** What a list of calls is asked. */
export type CallsAsked = Omit<CallQuery, 'agentIds'> & { readonly agent?: string | undefined };

/** The verbs of a call, as the API gives them. */
@Injectable()
export class CallsService {
  constructor(
    private readonly store: CallStore,
    private readonly switchboard: Switchboard,
    private readonly directory: TargetDirectory,
    private readonly lines: LinesService,
    private readonly calling: CallingSettingsService,
    private readonly outside: OutsideAccess,
    private readonly guardSettings: GuardSettingsService,
    private readonly pbx: Pbx,
    private readonly clock: Clock,
    private readonly measures: CallMeasures,
  ) {}

  /** An agent's own calls, or everybody's for those who may supervise. @throws Refused `forbidden` */
  async list({ agent, ...asked }: CallsAsked, by: Principal): Promise<Page<Call>> {
    // Somebody who sees two digits of a number could else find the others by asking for them.
    if (asked.number !== undefined && !by.permissions.has('numbers:real')) throw lacking('numbers:real');
    const agents = agent === undefined ? [] : [agent];
    if (by.permissions.has('supervise')) return this.#read({ ...asked, agentIds: agents });
    if (by.agentId === undefined) return { items: [] };
    return this.#read({ ...asked, agentIds: [...new Set([by.agentId, ...agents])] });
  }

  /** @throws Refused `unknown-call`, also for a call that is not for these eyes */
  async get(id: string, by: Principal): Promise<Call> {
    const call = this.switchboard.known(id) ?? (await this.store.find(id));
    if (!call || !maySee(by, call)) throw unknownCall();
    return call;
  }

  /** What happened in the call so far, as stored. */
  timeline(id: string): Promise<readonly TimelineEntry[]> {
    return this.store.timeline(id);
  }

  /**
   * Rings the agent's phone, then the target. An agent begins only calls of their own, on lines of their own.
   * @throws Refused `forbidden`, `forbidden-number`; `unknown-line`, `unknown-agent`; as {@link TargetDirectory.resolve}
   *   `undialable-number`; `asterisk-unavailable`
   */
  originate(lineId: string, agentId: string, target: RequestedTarget, by: Principal): Promise<Call> {
    return this.#measured('originate', (since) => this.#originateAt(since, lineId, agentId, target, by));
  }

  async #originateAt(
    since: number,
    lineId: string,
    agentId: string,
    target: RequestedTarget,
    by: Principal,
  ): Promise<Call> {
    const isOwn = agentId === by.agentId;
    if (!isOwn && !by.permissions.has('supervise')) throw lacking('supervise');
    if (target.type === 'agent') refuseTargetBeyond(by, target.type);
    this.#refuseWhileDisconnected();
    const line = await this.lines.find(lineId);
    const isOfAgent = line?.agents.includes(agentId) === true;
    if (!line || !(isOfAgent || by.permissions.has('supervise')))
      throw new Refused('unknown-line', 'There is no such line.');
    if (target.type === 'agent' && target.id === agentId) {
      throw new Refused('target-is-agent', 'An agent cannot be the target of their own call.');
    }
    const facts = lineFacts(line, await this.calling.policyOf(line));
    const [other, ...furtherOfOther] =
      target.type === 'number'
        ? [this.outside.forCall(by, facts, agentId).pass(target.number)]
        : await this.directory.availableAgent(target.id);
    const [agent, ...furtherOfAgent] = await this.directory.availableAgent(agentId);
    if (!agent || !other) throw new Error('An available agent has a phone.');
    const start = {
      id: newId(),
      store: this.switchboard.identity,
      line: facts,
      limits: limitsOf(line, this.guardSettings.current),
      agent,
      furtherOfAgent,
      other,
      furtherOfOther,
    };
    const call = await this.switchboard.begin(originate(start, this.clock.now()), since);
    return call.facts;
  }

  /**
   * @throws Refused as {@link TargetDirectory.resolve}, or a refusal of the call's state (409); `forbidden`,
   *   `forbidden-number`, `not-owner`
   */
  transfer(callId: string, request: TransferRequest, by: Principal): Promise<Call> {
    const name = request.mode === 'warm' ? 'introduce' : 'transfer';
    return this.#measured(name, (since) => this.#transferAt(since, callId, request, by));
  }

  async #transferAt(since: number, callId: string, request: TransferRequest, by: Principal): Promise<Call> {
    const call = await this.#live(callId, by);
    if (request.target.type !== 'number') refuseTargetBeyond(by, request.target.type);
    const ringMs = request.timeout === undefined ? undefined : request.timeout * 1000;
    const confirm = request.confirm ?? request.mode === 'cold';
    const { followNoAnswer } = request;
    const door = this.outside.forTransfer(by, call.facts);
    const target = await this.directory.resolve(specOf(request.target), door, {
      ringMs,
      confirm,
      followNoAnswer,
    });
    const command: Command =
      request.mode === 'warm'
        ? { type: 'introduce', target }
        : { type: 'transfer', target, release: request.release ?? 'on-answer' };
    return this.#command(call, by, command, since);
  }

  /** Any verb that needs no target. @throws Refused `unknown-call`, `forbidden`, `not-owner`; with the refusal's code */
  perform(
    callId: string,
    command: Exclude<Command, { type: 'introduce' | 'transfer' }>,
    by: Principal,
  ): Promise<Call> {
    return this.#measured(command.type, async (since) => {
      const call = await this.#live(callId, by);
      if (command.type === 'drop' && !by.permissions.has('drop')) throw lacking('drop');
      return this.#command(call, by, command, since);
    });
  }

  /** @param work is told when the command was asked for; epoch milliseconds */
  async #measured<T>(command: CommandName, work: (since: number) => Promise<T>): Promise<T> {
    try {
      return await work(this.clock.now());
    } catch (error) {
      this.measures.notDone(command, failureOf(error));
      throw error;
    }
  }

  async #read(query: CallQuery): Promise<Page<Call>> {
    const page = await this.store.list(query);
    return withUnsaved(page, query, this.switchboard.unsaved);
  }

  async #command(call: LiveCall, by: Principal, command: Command, since: number): Promise<Call> {
    const decision = await call.command(command, actorOf(by), since);
    if (!decision.ok) throw refused(decision.refusal, call.facts);
    return decision.call;
  }

  async #live(id: string, by: Principal): Promise<LiveCall> {
    const call = this.switchboard.get(id);
    if (!call) throw refused({ code: 'call-ended', detail: 'The call is over.' }, await this.get(id, by));
    if (!maySee(by, call.facts)) throw unknownCall();
    this.#refuseWhileDisconnected();
    return call;
  }

  #refuseWhileDisconnected(): void {
    if (this.pbx.connected) return;
    const detail = 'There is no connection to Asterisk now; calls go on there. Try again in a moment.';
    throw new Refused('asterisk-unavailable', detail, { retryAfterSeconds: 2 });
  }
}

function actorOf({ permissions, agentId }: Principal): Actor {
  return permissions.has('supervise') || agentId === undefined
    ? { type: 'api' }
    : { type: 'api', agent: agentId };
}

const neededFor = { agent: 'transfer:agent', 'ring-group': 'transfer:group' } as const;

/** @throws Refused `forbidden` */
function refuseTargetBeyond({ permissions }: Principal, target: keyof typeof neededFor): void {
  if (!permissions.has(neededFor[target])) throw lacking(neededFor[target]);
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

function refused({ code, detail }: Refusal, call: Call): Refused {
  const { transfer } = toResource(call);
  const open = transfer ? { openTransfer: transfer.id } : {};
  return new Refused(code, detail, { members: { callState: phase(call), ...open } });
}

function failureOf(error: unknown): CommandFailure {
  if (error instanceof Refused) return error.code;
  const failure = StoreFailure.of(error);
  return failure ? `store-${failure.trouble}` : 'internal-error';
}

function unknownCall(): Refused {
  return new Refused('unknown-call', 'There is no such call.');
}
