import { type AriClient } from '../ari/ari-client';
import { AriConnectionLost, AriHttpError, AriTimeout } from '../ari/errors';
import type { Channel } from '../ari/generated/types';
import { type Presented } from '../caller-id/domain/view';
import { type Identity } from '../calls/domain/call';
import { type Step } from '../calls/domain/plan';
import { isOurs, promptOf, stateOf, toArrival, toPbxEvent } from './ari-events';
import { Pbx, PbxFailure, type PbxListener, type Snapshot } from './pbx';

const stepTimeoutMs = 5_000;
/** Asterisk ends a ringing leg by itself this long after we should have: Baton may be down then. */
const ringMarginMs = 5_000;

/** The core's Asterisk, over ARI. */
export class AriPbx extends Pbx {
  readonly #listeners: PbxListener[] = [];
  /** Channels of SIP phones and trunks, at the last look: others have no hold key, and warn in the log when asked. */
  #phones: ReadonlySet<string> = new Set();

  constructor(
    private readonly client: AriClient,
    private readonly app: string,
  ) {
    super();
    client.on('event', (raw) => {
      const event = toPbxEvent(raw);
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
              // What the phone shows while it rings: chan_pjsip takes From from here (ARI-FACTS, "Caller id on the wire").
              variables: {
                'CONNECTEDLINE(all,i)': callerIdText(step.shows),
                ...concealed,
                ...headersOf(step.shows),
                ...(step.musicClass === null ? {} : { 'CHANNEL(musicclass)': step.musicClass }),
              },
            },
            inLane(step.leg),
          ),
          () => this.#demandThere(step.leg),
        );
        return;
      case 'dial':
        return channels.dial(
          { channelId: step.leg, timeout: Math.ceil((step.forMs + ringMarginMs) / 1000) },
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
            // Who is shown to whom is told by `show`: without this Asterisk tells it, too, and the two race (measured).
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
        return channels.hangup(
          {
            channelId: step.leg,
            reason: step.reason === 'answered-elsewhere' ? 'answered_elsewhere' : 'normal',
          },
          inLane(step.leg),
        );
      case 'last-resort':
        // Its own identity was taken off when it was answered. Whether or not it can be put back, the contact goes on.
        await Promise.allSettled([
          ...(step.caller === null ? [] : this.#tellCaller(step.leg, step.caller)),
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

  #tellCaller(leg: string, caller: Identity): readonly Promise<void>[] {
    const presentation = caller.number === 'anonymous' ? 'prohib_not_screened' : 'allowed_not_screened';
    return [
      this.#set(leg, 'CALLERID(all)', callerIdText(caller)),
      this.#set(leg, 'CALLERID(pres)', presentation),
    ];
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
      const options = { timeoutMs: stepTimeoutMs };
      const [allChannels, allBridges, app, info] = await Promise.all([
        channels.list(options),
        bridges.list(options),
        applications.get({ applicationName: this.app }, options),
        asterisk.getInfo({ only: ['status'] }, options),
      ]);
      const inApp = new Set(app.channel_ids);
      const bridgeOf = new Map(
        allBridges.flatMap((bridge) => bridge.channels.map((channel) => [channel, bridge.id])),
      );
      const concerned = allChannels.filter(({ id }) => isOurs(id) || inApp.has(id));
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
          arrival: isOurs(channel.id)
            ? null
            : toArrival(channel, channel.dialplan.app_data.split(',').slice(1)),
        })),
        bridges: allBridges
          .filter((bridge) => isOurs(bridge.id))
          .map(({ id, bridge_type: type }) => ({ id, type: type === 'holding' ? 'holding' : 'mixing' })),
      };
    } catch (error) {
      throw toFailure(error);
    }
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
 * none. Who it is only Baton knows (ARI-FACTS, "Caller id on the wire").
 */
export const concealed = {
  'CALLERID(num-valid)': '0',
  'CALLERID(name-valid)': '0',
  // Asterisk copies a prohibited presentation to whoever it meets, whose phone would then be told nothing any longer (measured).
  'CALLERID(pres)': 'allowed_not_screened',
};

/** What a trunk's profile puts beside From. */
export function headersOf({ headers = {} }: Presented): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [`PJSIP_HEADER(add,${name})`, value]),
  );
}

/** Requests about one channel or bridge keep their order. */
function inLane(lane: string) {
  return { lane, timeoutMs: stepTimeoutMs };
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

/** `"Name" <number>`; what would end the quoted part is left out. */
export function callerIdText({ name, number }: Identity): string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what must not get into a SIP header
  const clean = name.replace(/[\u0000-\u001f\u007f"\\<>]/g, '');
  return `"${clean}" <${number.replace(/[^0-9A-Za-z+*#._-]/g, '')}>`;
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
