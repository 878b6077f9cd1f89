import {
  TestCaller,
  type TestCallOutcome,
  type TestCallRequest,
} from '../../features/test-calls/test-caller';
import { Refused } from '../../platform/refusals/refused';
import { newId } from '../../platform/store/new-id';
import type { AriClient } from '../client/ari-client';
import { AriError, AriHttpError } from '../client/errors';
import type { AriEvent } from '../client/generated/types';
import { howEnded } from './ari-events';
import { concealed, headersOf } from './ari-pbx';
import { callerIdText } from './channel-caller';
import { ChannelEvents } from './channel-events';
import { OF_TEST_CALLS } from './test-call-channel';

const ACCEPTED_WITHIN_MS = 5_000;
const SPOKEN_WITHIN_MS = 10_000;
/** Asterisk's own sounds. */
const message = ['sound:beep', 'sound:hello-world', 'sound:beep'];

/** A call outside the core, for which the channel's name must not be one of those of {@link isOurs}. */
export class AriTestCaller extends TestCaller {
  constructor(
    private readonly client: AriClient,
    private readonly app: string,
    private readonly identity: string,
  ) {
    super();
  }

  override async call(request: TestCallRequest): Promise<TestCallOutcome> {
    const channelId = `${OF_TEST_CALLS}${this.identity}.${newId()}`;
    const events = new ChannelEvents(this.client, channelId);
    try {
      await this.#create(channelId, request);
      if (!(await events.first(({ type }) => type === 'StasisStart', ACCEPTED_WITHIN_MS)))
        throw unavailable();
      return await this.#dial(channelId, events, request.forMs);
    } catch (error) {
      throw toRefused(error);
    } finally {
      events.stop();
      await this.#hangUp(channelId);
    }
  }

  async #create(channelId: string, { endpoint, shows, forMs }: TestCallRequest): Promise<void> {
    const longestMs = ACCEPTED_WITHIN_MS + forMs + SPOKEN_WITHIN_MS;
    await this.client.ari.channels.create({
      endpoint,
      app: this.app,
      channelId,
      variables: {
        'CONNECTEDLINE(all,i)': callerIdText(shows),
        ...concealed,
        ...headersOf(shows),
        // If we die meanwhile Asterisk ends it.
        'TIMEOUT(absolute)': String(Math.ceil(longestMs / 1000)),
      },
    });
  }

  async #dial(channelId: string, events: ChannelEvents, forMs: number): Promise<TestCallOutcome> {
    const from = performance.now();
    const sinceMs = (at: number) => Math.round(at - from);
    await this.client.ari.channels.dial({ channelId, timeout: Math.ceil(forMs / 1000) });
    const end = await events.first(
      (event) => isUp(event) || event.type === 'ChannelDestroyed',
      forMs + ACCEPTED_WITHIN_MS,
    );
    const ringing = events.past(isRinging);
    const times = {
      afterMs: sinceMs(end?.at ?? performance.now()),
      ...(ringing ? { rangAfterMs: sinceMs(ringing.at) } : {}),
    };
    if (!end) return { outcome: 'no-answer', ...times };
    if (end.event.type === 'ChannelDestroyed') return { ...endOf(end.event), ...times };
    await this.#speak(channelId, events);
    return { outcome: 'answered', ...times };
  }

  async #speak(channelId: string, events: ChannelEvents): Promise<void> {
    await this.client.ari.channels.play({ channelId, media: message }).catch(unlessGone);
    const isOver = ({ type }: AriEvent) => type === 'PlaybackFinished' || type === 'ChannelDestroyed';
    await events.first(isOver, SPOKEN_WITHIN_MS);
  }

  async #hangUp(channelId: string): Promise<void> {
    // Without a connection its time limit ends it.
    await this.client.ari.channels.hangup({ channelId, reason: 'normal' }).catch(() => undefined);
  }
}

function isUp(event: AriEvent): boolean {
  return event.type === 'ChannelStateChange' && event.channel.state === 'Up';
}

function isRinging(event: AriEvent): boolean {
  return event.type === 'ChannelStateChange' && event.channel.state === 'Ringing';
}

function endOf({
  cause,
  tech_cause: sipStatus,
}: Extract<AriEvent, { type: 'ChannelDestroyed' }>): Pick<
  TestCallOutcome,
  'outcome' | 'cause' | 'sipStatus'
> {
  const ending = howEnded(cause);
  const outcome = ending === 'hung-up' || ending === 'unreachable' ? 'failed' : ending;
  return { outcome, cause, ...(sipStatus === undefined || sipStatus === 0 ? {} : { sipStatus }) };
}

function unlessGone(error: unknown): void {
  if (!(error instanceof AriHttpError)) throw error;
}

function toRefused(error: unknown): unknown {
  if (error instanceof AriHttpError) {
    const detail = `Asterisk did not begin the call: ${error.reason}`;
    return new Refused('asterisk-refused', detail, { cause: error });
  }
  return error instanceof AriError ? unavailable(error) : error;
}

function unavailable(cause?: AriError): Refused {
  return new Refused('asterisk-unavailable', 'Asterisk cannot be reached at the moment.', {
    retryAfterSeconds: 5,
    ...(cause ? { cause } : {}),
  });
}
