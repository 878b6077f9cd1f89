import type { Identity } from '../../core/call/call';
import { nameOf } from '../../core/call/names';
import type { RefusedAs, Step } from '../../core/call/plan';
import type { Presented } from '../../core/caller-id/view';
import {
  type Arrival,
  type Caller,
  Pbx,
  PbxFailure,
  type PbxListener,
  type Snapshot,
} from '../../features/calls/pbx';
import type { AriClient } from '../client/ari-client';
import { AriConnectionLost, AriError, AriHttpError, AriTimeout } from '../client/errors';
import type { Channel } from '../client/generated/types';
import {
  accountOf,
  endpointOf,
  isMachine,
  isOurs,
  promptOf,
  stateOf,
  toArrival,
  toPbxEvent,
} from './ari-events';
import type { Ownership } from './asterisk-objects';
import { CallerInquiry } from './caller-inquiry';
import { callerIdText, tellCaller } from './channel-caller';
import { isTestCall } from './test-call-channel';

const STEP_TIMEOUT_MS = 5_000;
/** Asterisk ends a ringing leg by itself this long after we should have: Baton may be down then. */
const RING_MARGIN_MS = 5_000;
/** And an outside one that talks, counted from its making: whoever has to press 1 first has half a minute for it. */
const LENGTH_MARGIN_MS = 60_000;

/** The core's Asterisk, over ARI. */
export class AriPbx extends Pbx {
  readonly #listeners: PbxListener[] = [];
  /** Channels of SIP phones and trunks, at the last look: others have no hold key, and warn in the log when asked. */
  #phones: ReadonlySet<string> = new Set();
  readonly #inquiry: CallerInquiry;

  constructor(
    private readonly client: AriClient,
    private readonly app: string,
    private readonly store: Ownership,
  ) {
    super();
    this.#inquiry = new CallerInquiry(client);
    client.on('event', (raw) => {
      const event = toPbxEvent(raw);
      if (event?.type === 'intruded') this.#follow(event.replaced);
      if (event) for (const listener of this.#listeners) listener.onPbxEvent(event);
    });
    client.on('up', () => this.#listeners.forEach((listener) => listener.onPbxUp()));
    client.on('down', () => this.#listeners.forEach((listener) => listener.onPbxDown()));
  }

  override get connected(): boolean {
    return this.client.state.name === 'up';
  }

  override listen(listener: PbxListener): void {
    this.#listeners.push(listener);
  }

  override identify(arrival: Arrival): Promise<Caller> {
    if (arrival.store === undefined) void this.#mark(arrival.channel);
    return this.#inquiry.ask(arrival);
  }

  /** Whoever else looks at this Asterisk is to know that it is taken. An account that an operator has given is left as it is. */
  async #mark(channelId: string): Promise<void> {
    const { channels } = this.client.ari;
    const account = { channelId, variable: 'CHANNEL(accountcode)' };
    const lane = inLane(`${channelId} account`);
    try {
      const { value } = await channels.getChannelVar(account, lane);
      if (value === '')
        await channels.setChannelVar({ ...account, value: accountOf(this.store.identity) }, lane);
    } catch (error) {
      // It has gone, or the connection has: then nothing depends on it.
      if (!(error instanceof AriError)) throw error;
    }
  }

  override async perform(step: Step): Promise<void> {
    try {
      await this.#send(step);
    } catch (error) {
      throw toFailure(error, step);
    }
  }

  async #send(step: Step): Promise<void> {
    const { channels, bridges } = this.client.ari;
    switch (step.type) {
      case 'create-channel':
        await acceptingDuplicate(
          channels.create(
            {
              endpoint: step.endpoint,
              app: this.app,
              channelId: step.leg,
              // What the phone shows while it rings: chan_pjsip takes From from here (docs/asterisk-facts.md#caller-id-on-the-wire).
              variables: {
                'CONNECTEDLINE(all,i)': callerIdText(step.shows),
                ...concealed,
                ...headersOf(step.shows),
                ...(step.musicClass === null ? {} : { 'CHANNEL(musicclass)': step.musicClass }),
                ...(step.endsAfterMs === undefined
                  ? {}
                  : { 'TIMEOUT(absolute)': endingAfter(step.endsAfterMs) }),
              },
            },
            inLane(step.leg),
          ),
          () => this.#demandThere(step.leg),
        );
        return;
      case 'dial':
        return channels.dial(
          { channelId: step.leg, timeout: Math.ceil((step.forMs + RING_MARGIN_MS) / 1000) },
          inLane(step.leg),
        );
      case 'answer':
        // Before it meets anybody: whom it shows, who may know who it is, and before anybody can press a hold key.
        await Promise.all([
          ...Object.entries({
            ...concealed,
            ...(step.shows === null ? {} : { 'CONNECTEDLINE(all,i)': callerIdText(step.shows) }),
            ...(step.musicClass === null ? {} : { 'CHANNEL(musicclass)': step.musicClass }),
          }).map(([variable, value]) => this.#set(step.leg, variable, value)),
          channels.answer({ channelId: step.leg }, inLane(step.leg)),
        ]);
        return;
      case 'show':
        // Of its own lane: nothing waits for a display.
        return channels.setChannelVar(
          { channelId: step.leg, variable: 'CONNECTEDLINE(all)', value: callerIdText(step.shows) },
          inLane(`${step.leg} show`),
        );
      case 'create-bridge':
        await acceptingDuplicate(
          bridges.createWithId(
            { bridgeId: step.bridge, type: step.kind === 'mixing' ? 'mixing,proxy_media' : 'holding' },
            inLane(step.bridge),
          ),
        );
        return;
      case 'join':
        if (step.kind === 'mixing') {
          return bridges.addChannel(
            // `show` tells who is shown to whom: without this Asterisk tells it, too, and the two race (measured).
            { bridgeId: step.bridge, channel: [step.leg], inhibitConnectedLineUpdates: true },
            inLane(step.leg),
          );
        }
        // What the channel hears in a holding bridge, and when the other side presses its hold key.
        if (step.musicClass !== null) await this.#set(step.leg, 'CHANNEL(musicclass)', step.musicClass);
        // Only this role gets music by itself; the documented `participant` hears nothing at all.
        return bridges.addChannel(
          { bridgeId: step.bridge, channel: [step.leg], role: 'holding_participant' },
          inLane(step.leg),
        );
      case 'part':
        return bridges.removeChannel({ bridgeId: step.bridge, channel: [step.leg] }, inLane(step.leg));
      case 'prompt':
        // A second one of the same id is not refused but queued, and a stop ends only one of them (measured).
        if (await this.#isPlaying(promptOf(step.leg), step.leg)) return;
        await channels.playWithId(
          { channelId: step.leg, playbackId: promptOf(step.leg), media: confirmPrompt(step.caller) },
          inLane(step.leg),
        );
        return;
      case 'end-prompt':
        return this.client.ari.playbacks
          .stop({ playbackId: promptOf(step.leg) }, inLane(step.leg))
          .catch(unlessGone);
      case 'ringback':
        return step.on
          ? channels.ring({ channelId: step.leg }, inLane(step.leg))
          : channels.ringStop({ channelId: step.leg }, inLane(step.leg));
      case 'hang-up':
        return channels.hangup({ channelId: step.leg, reason: causeOf(step) }, inLane(step.leg));
      case 'last-resort':
        // Its own identity was taken off when it was answered. Whether or not it can be put back, the contact goes on.
        await Promise.allSettled([
          ...(step.caller === null ? [] : [this.#tellDialplan(step.leg, step.caller)]),
          // The dialplan looks whether there is such a context: a misspelt one is no reason to hang up.
          ...(step.context === null ? [] : [this.#set(step.leg, 'BATON_LAST_RESORT', step.context)]),
        ]);
        return channels.continueInDialplan(
          { channelId: step.leg, context: 'last-resort', extension: 's', priority: 1 },
          inLane(step.leg),
        );
      case 'destroy-bridge':
        return bridges.destroy({ bridgeId: step.bridge }, inLane(step.bridge));
    }
  }

  /**
   * Once Asterisk has refused an id that is taken, it says the same of every channel that it cannot make, whatever the
   * reason is, for as long as the connection lasts (measured).
   */
  async #demandThere(channelId: string): Promise<void> {
    try {
      await this.client.ari.channels.get({ channelId }, inLane(channelId));
    } catch (error) {
      unlessGone(error);
      throw new Error(`Asterisk has not made ${channelId}`, { cause: error });
    }
  }

  /** Without the last word the dialplan would judge by itself whether the caller may be shown. */
  async #tellDialplan(leg: string, caller: Identity): Promise<void> {
    await tellCaller(this.client, leg, caller);
    await this.#set(leg, 'BATON_CALLER', 'told');
  }

  #set(channelId: string, variable: string, value: string): Promise<void> {
    return this.client.ari.channels.setChannelVar({ channelId, variable, value }, inLane(channelId));
  }

  async #isPlaying(playbackId: string, lane: string): Promise<boolean> {
    try {
      await this.client.ari.playbacks.get({ playbackId }, inLane(lane));
      return true;
    } catch (error) {
      unlessGone(error);
      return false;
    }
  }

  override async look(): Promise<Snapshot> {
    try {
      const { channels, bridges, applications, asterisk } = this.client.ari;
      const options = { timeoutMs: STEP_TIMEOUT_MS };
      const [allChannels, allBridges, app, info] = await Promise.all([
        channels.list(options),
        bridges.list(options),
        applications.get({ applicationName: this.app }, options),
        asterisk.getInfo({ only: ['status'] }, options),
      ]);
      const told = new Set(app.channel_ids);
      const isHeld = ({ dialplan }: Channel) =>
        dialplan.app_name === 'Stasis' && dialplan.app_data.split(',')[0] === this.app;
      // Replaced by somebody while nobody listened.
      for (const channel of allChannels)
        if (isHeld(channel) && !told.has(channel.id)) this.#follow(channel.id);
      const inApp = new Set(allChannels.filter((c) => told.has(c.id) || isHeld(c)).map(({ id }) => id));
      const bridgeOf = new Map(
        allBridges.flatMap((bridge) => bridge.channels.map((channel) => [channel, bridge.id])),
      );
      const isIn = (id: string) => isOurs(id) && !this.#isAnothers(id);
      const concerned = allChannels.filter(
        (channel) =>
          !isTestCall(channel.id) &&
          !isMachine(channel) &&
          !this.#isAnothers(channel.id) &&
          (isOurs(channel.id) || inApp.has(channel.id) || isIn(bridgeOf.get(channel.id) ?? '')),
      );
      this.#phones = new Set(concerned.filter(({ name }) => name.startsWith('PJSIP/')).map(({ id }) => id));
      const undecided = concerned.filter((channel) => isOurs(channel.id) && stateOf(channel) === 'down');
      const heardBack = await Promise.all(undecided.map(({ id }) => this.#hasHeardBack(id)));
      const undialled = new Set(undecided.filter((_, index) => !heardBack[index]).map(({ id }) => id));
      return {
        startedAt: Date.parse(info.status?.startup_time ?? '') || 0,
        channels: concerned.map((channel) => ({
          id: channel.id,
          // Our application stays told of a channel that we made even when the dialplan has it (measured).
          inApp: inApp.has(channel.id) && channel.dialplan.app_name === 'Stasis',
          state: stateOf(channel),
          dialled: !undialled.has(channel.id),
          bridge: bridgeOf.get(channel.id) ?? null,
          shown: shownOn(channel),
          endpoint: endpointOf(channel),
          arrival: isOurs(channel.id)
            ? null
            : this.#whose(toArrival(channel, channel.dialplan.app_data.split(',').slice(1))),
        })),
        bridges: allBridges
          .filter((bridge) => isOurs(bridge.id) && !this.#isAnothers(bridge.id))
          .map(({ id, bridge_type: type }) => ({ id, type: type === 'holding' ? 'holding' : 'mixing' })),
      };
    } catch (error) {
      throw toFailure(error);
    }
  }

  /** A caller who comes by what another store has left to us is ours. */
  #whose(arrival: Arrival | null): Arrival | null {
    const { store } = arrival ?? {};
    const isInherited = store !== undefined && this.store.owns(store);
    return arrival && isInherited ? { ...arrival, store: this.store.identity } : arrival;
  }

  #isAnothers(id: string): boolean {
    const { store } = nameOf(id) ?? {};
    return store !== undefined && store !== this.store.identity;
  }

  /**
   * Has Asterisk tell of a channel again. Of one in whose place it has put another it tells no longer, though it is as much ours
   * as before: it tells of the other instead (app_replace_channel_forwards in res_stasis, measured).
   */
  #follow(channelId: string): void {
    const asked = { applicationName: this.app, eventSource: [`channel:${channelId}`] };
    // One that has gone meanwhile the next look does not show.
    this.client.ari.applications.subscribe(asked).catch(() => undefined);
  }

  override async isOnHold(channelId: string): Promise<boolean | null> {
    if (!this.#phones.has(channelId)) return null;
    // chan_pjsip keeps it with the audio: what ChannelHold and ChannelUnhold last told of.
    const asked = { channelId, variable: 'CHANNEL(rtp,hold)' };
    try {
      // Of its own lane: nothing waits for it.
      const { value } = await this.client.ari.channels.getChannelVar(asked, inLane(`${channelId} hold`));
      return value === '1';
    } catch (error) {
      if (error instanceof AriHttpError) return null;
      throw toFailure(error);
    }
  }

  /**
   * Whether a channel that is Down has been dialled: the state says it only once a 180 has come, and a second dial would
   * cancel the first INVITE (measured). chan_pjsip keeps a cause for everything that came back, a 100 too.
   */
  async #hasHeardBack(channelId: string): Promise<boolean> {
    const asked = { channelId, variable: 'HANGUPCAUSE_KEYS()' };
    try {
      const { value } = await this.client.ari.channels.getChannelVar(asked, inLane(channelId));
      return value !== '';
    } catch (error) {
      // It has gone meanwhile: whatever is done about it will be told so.
      if (error instanceof AriHttpError) return false;
      throw error;
    }
  }
}

/**
 * A channel's own identity, which Asterisk tells on its own to whoever is left with it when a third one leaves: there is
 * none. Only Baton knows who it is (docs/asterisk-facts.md#caller-id-on-the-wire).
 */
export const concealed = {
  'CALLERID(num-valid)': '0',
  'CALLERID(name-valid)': '0',
  // Asterisk copies a prohibited presentation to whoever it meets, whose phone would then be told nothing any longer (measured).
  'CALLERID(pres)': 'allowed_not_screened',
};

/** For Asterisk's own limit of a channel's life, seconds; it holds in whatever bridge the channel is (measured). */
function endingAfter(ms: number): string {
  return String(Math.ceil((ms + LENGTH_MARGIN_MS) / 1000));
}

/** Of which chan_pjsip makes 486, 480, 403 and 484 for a phone that has called in vain (measured). */
const answers = {
  busy: 'busy',
  unavailable: 'no_answer',
  forbidden: 'rejected',
  'no-number': 'number_incomplete',
} as const satisfies Readonly<Record<RefusedAs, string>>;

function causeOf({ reason, answer }: Extract<Step, { type: 'hang-up' }>) {
  if (answer !== undefined) return answers[answer];
  return reason === 'answered-elsewhere' ? 'answered_elsewhere' : 'normal';
}

/** What a trunk's profile puts beside From. */
export function headersOf({ headers = {} }: Presented): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [`PJSIP_HEADER(add,${name})`, value]),
  );
}

/** Requests about one channel or bridge keep their order. */
function inLane(lane: string) {
  return { lane, timeoutMs: STEP_TIMEOUT_MS };
}

/**
 * "You have a call from 5 5 5 …; press 1 to accept, 2 to decline": from Asterisk's own sounds, in the channel's
 * language. Not one `digits:`: Asterisk says those to the end whatever it is asked meanwhile, and a target who accepts
 * would be kept from the contact for as long (measured: 6 s).
 */
function confirmPrompt({ number }: Identity): string[] {
  const digits = number.replace(/[^0-9]/g, '');
  return [
    'sound:followme/call-from',
    ...[...digits].map((digit) => `sound:digits/${digit}`),
    'sound:followme/options',
  ];
}

/** Asterisk keeps whom a phone was told to show, so that after a restart nobody need be told again. */
function shownOn({ connected: { name, number } }: Channel): Identity | null {
  return name === '' && number === '' ? null : { name, number };
}

/** It has said all it had to say. */
function unlessGone(error: unknown): void {
  if (!(error instanceof AriHttpError && error.status === 404)) throw error;
}

/** Ids are ours and used once: a duplicate is our own earlier request whose answer was lost. */
async function acceptingDuplicate(
  request: Promise<unknown>,
  demandThere: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof AriHttpError && error.status === 409)) throw error;
    await demandThere();
  }
}

function toFailure(error: unknown, step?: Step): PbxFailure {
  if (error instanceof AriTimeout || error instanceof AriConnectionLost)
    return new PbxFailure('unknown', error.message);
  if (!(error instanceof AriHttpError)) return new PbxFailure('refused', String(error));
  // addChannel answers 400 for a channel that does not exist, 404 for the bridge.
  if (error.status === 400 && (step?.type === 'join' || step?.type === 'part'))
    return new PbxFailure('no-such', error.message);
  switch (error.status) {
    case 404:
      return new PbxFailure('no-such', error.message);
    case 409:
    case 412:
    case 422:
    case 503:
      return new PbxFailure('not-now', error.message);
    default:
      return new PbxFailure('refused', error.message);
  }
}
