import { Injectable } from '@nestjs/common';
import { defaultLimits, type Limits, type LineFacts, type TargetSpec } from '../../core/call/call';
import { agentAt } from '../../core/call/dial';
import type { Accepted } from '../../core/call/inputs';
import type { Named } from '../../core/call/names';
import type { RefusedAs } from '../../core/call/plan';
import { type Caller, dialFromPhone, receive, turnAway } from '../../core/call/start';
import { numberIn } from '../../core/caller-id/caller-number';
import type { CallingPolicy } from '../../core/caller-id/calling-policy';
import { isEmergency } from '../../core/caller-id/emergency';
import type { GuardSettings } from '../../core/dialling/settings';
import { Incidents } from '../../platform/incidents/incidents';
import { askedFrom } from '../../platform/incidents/whence';
import { Refused } from '../../platform/refusals/refused';
import { newId } from '../../platform/store/new-id';
import { Store } from '../../platform/store/store';
import { AgentsService } from '../agents/agents.service';
import { CallingSettingsService } from '../caller-id/calling-settings.service';
import { GuardSettingsService } from '../dial-guard/guard-settings.service';
import type { Line, LineDestination, LineFallback } from '../lines/line';
import { LinesService } from '../lines/lines.service';
import { CallerAddresses } from './caller-addresses';
import { OutsideAccess } from './outside-access';
import { type Arrival, type Caller as Identified, Pbx } from './pbx';
import { TargetDirectory } from './target-directory';

/** What becomes of a channel that called us. */
export type Welcome =
  | { readonly type: 'call'; readonly started: Accepted }
  /** One of our phones asked for what it cannot have; `answer` is what it is told. */
  | { readonly type: 'refused'; readonly why: string; readonly answer: RefusedAs };

@Injectable()
export class Reception {
  constructor(
    private readonly lines: LinesService,
    private readonly agents: AgentsService,
    private readonly directory: TargetDirectory,
    private readonly calling: CallingSettingsService,
    private readonly outside: OutsideAccess,
    private readonly guardSettings: GuardSettingsService,
    private readonly addresses: CallerAddresses,
    private readonly pbx: Pbx,
    private readonly incidents: Incidents,
    private readonly store: Store,
  ) {}

  async welcome(arrival: Arrival, now: number): Promise<Welcome> {
    return arrival.from === 'trunk' ? this.#fromTrunk(arrival, now) : this.#fromPhone(arrival, now);
  }

  /** Something went wrong here; the dialplan has the contact. */
  notTaken({ channel, from, dialled, endpoint }: Arrival): void {
    void this.addresses.of(channel).then((source) =>
      this.incidents.tell({
        type: 'asterisk.call-not-taken',
        detail: 'A call could not be taken and went to the last resort of the dialplan; the log tells why.',
        source,
        data: { from, endpoint, dialled: numberOf(dialled) },
      }),
    );
  }

  async #fromTrunk(arrival: Arrival, now: number): Promise<Welcome> {
    const { channel, dialled } = arrival;
    const { name, number, withheld } = await this.#identify(arrival);
    const contact = { id: newId(), store: this.store.identity, channel, name, number, withheld };
    // With separators, or what follows a number in an address, it is still that line's.
    const line = await this.lines.called(numberIn(dialled) ?? dialled, arrival.endpoint);
    if (!line) return this.#turnedAway(contact, arrival, now);
    const destination = stopOf(line.destination);
    const limits = limitsOf(line, this.guardSettings.current);
    const facts = lineFacts(line, await this.calling.policyOf(line));
    return { type: 'call', started: receive({ ...contact, line: facts, limits, destination }, now) };
  }

  /** Before anything is stored or told of the call: who does not wish to be known is known to nobody. */
  async #identify(arrival: Arrival): Promise<Identified> {
    const caller = await this.pbx.identify(arrival);
    if (caller.doubt !== undefined) {
      this.incidents.tell({
        type: 'asterisk.callers-privacy-unknown',
        detail:
          'It could not be told whether a caller withholds their number, so it is withheld. If this goes on, see that ' +
          'Asterisk has loaded res_pjsip_header_funcs, func_callerid and func_strings, and that calls come over PJSIP.',
        data: { why: caller.doubt, endpoint: arrival.endpoint },
        key: arrival.endpoint,
      });
    }
    return caller;
  }

  /** @param address where the phone is, waited for so that a refusal can tell it; whoever calls for help waits for nothing */
  async #outsideFor(
    agentId: string,
    dialled: string,
    facts: LineFacts,
    address: Promise<string | undefined> | undefined,
  ) {
    return askedFrom(await address, () => this.outside.forPhone(agentId, facts).pass(dialled));
  }

  async #turnedAway(
    contact: Caller & Named,
    { channel, dialled, endpoint }: Arrival,
    now: number,
  ): Promise<Welcome> {
    const { id, name, number, withheld = false } = contact;
    const who = withheld ? { name: '', number: '', withheld } : { name, number };
    this.incidents.tell({
      type: 'security.unknown-number',
      detail:
        'Somebody called a number that no line has; give it to a line, or ask the carrier why it comes here.',
      source: await this.addresses.of(channel),
      data: { call: id, caller: { type: 'contact', ...who }, dialled: numberOf(dialled), trunk: endpoint },
      key: dialled,
    });
    const started = turnAway({ ...contact, limits: defaultLimits, dialled, trunk: endpoint }, now);
    return { type: 'call', started };
  }

  async #fromPhone(arrival: Arrival, now: number): Promise<Welcome> {
    const { channel, endpoint, dialled } = arrival;
    // Asked while it is looked up who has dialled what.
    const address = this.addresses.of(channel);
    const welcome = await this.#dialledBy(arrival, address, now);
    if (welcome.type === 'call' || isToldByGuard(welcome.why)) return welcome;
    const { why } = welcome;
    this.incidents.tell({
      type: 'security.call-refused',
      detail: `A phone dialled what it cannot have: ${why}.`,
      source: await address,
      data: { why, phone: endpoint, dialled: numberOf(dialled) },
      key: `${endpoint} ${why}`,
    });
    return welcome;
  }

  async #dialledBy(
    { channel, dialled, endpoint }: Arrival,
    address: Promise<string | undefined>,
    now: number,
  ): Promise<Welcome> {
    const agent = await this.agents.byEndpoint(endpoint);
    if (!agent) return { type: 'refused', why: 'the phone belongs to no agent', answer: 'forbidden' };
    const line = await this.lines.ofAgent(agent.id);
    if (!line) return { type: 'refused', why: 'the agent belongs to no line', answer: 'forbidden' };
    try {
      const calling = await this.calling.policyOf(line);
      const facts = lineFacts(line, calling);
      // No extension stands before an emergency number.
      const isForHelp = isEmergency(dialled, calling.emergency);
      const colleague = isForHelp ? undefined : await this.agents.byExtension(dialled);
      const [other, ...furtherOfOther] = colleague
        ? await this.directory.availableAgent(colleague.id)
        : [await this.#outsideFor(agent.id, dialled, facts, isForHelp ? undefined : address)];
      if (!other) return { type: 'refused', why: 'nobody to ring', answer: 'unavailable' };
      const start = {
        id: newId(),
        store: this.store.identity,
        line: facts,
        limits: limitsOf(line, this.guardSettings.current),
        channel,
      };
      return {
        type: 'call',
        started: dialFromPhone({ ...start, agent: agentAt(agent, endpoint), other, furtherOfOther }, now),
      };
    } catch (error) {
      if (error instanceof Refused) {
        return { type: 'refused', why: error.code, answer: answerTo(error.code) };
      }
      throw error;
    }
  }
}

/** In the shape by which numbers are concealed from those who may not see them. */
function numberOf(number: string): { readonly type: 'number'; readonly number: string } {
  return { type: 'number', number };
}

/** It tells of whatever number it refuses, and by which rule. */
function isToldByGuard(why: string): boolean {
  return why === 'forbidden-number' || why === 'undialable-number';
}

/** What a phone is told that has asked in vain; by that it says why. */
function answerTo(code: string): RefusedAs {
  switch (code) {
    case 'undialable-number':
      return 'no-number';
    case 'forbidden-number':
      return 'forbidden';
    case 'agent-on-call':
    case 'agent-busy':
      return 'busy';
    default:
      return 'unavailable';
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
  { id, name, number, country, trunk, musicClass, fallback, lastResort }: Line,
  calling: CallingPolicy,
): LineFacts {
  return {
    id,
    name,
    number,
    ...(country === undefined ? {} : { country }),
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
