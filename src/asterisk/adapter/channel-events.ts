import type { AriClient } from '../client/ari-client';
import type { AriEvent } from '../client/generated/types';

interface Heard {
  readonly event: AriEvent;
  /** `performance.now()`. */
  readonly at: number;
}

/** What Asterisk tells of one channel, from the moment this is made until {@link stop}. */
export class ChannelEvents {
  readonly stop: () => void;
  readonly #heard: Heard[] = [];
  #onNews: () => void = () => undefined;

  constructor(client: AriClient, channelId: string) {
    this.stop = client.on('event', (event) => {
      if (channelOf(event) !== channelId) return;
      this.#heard.push({ event, at: performance.now() });
      this.#onNews();
    });
  }

  past(fits: (event: AriEvent) => boolean): Heard | undefined {
    return this.#heard.find(({ event }) => fits(event));
  }

  /** The first that fits, of those that came and those to come; undefined if none comes in time. */
  first(fits: (event: AriEvent) => boolean, withinMs: number): Promise<Heard | undefined> {
    return new Promise((resolve) => {
      const settle = (found: Heard | undefined) => {
        clearTimeout(late);
        this.#onNews = () => undefined;
        resolve(found);
      };
      const late = setTimeout(() => settle(undefined), withinMs);
      this.#onNews = () => {
        const found = this.past(fits);
        if (found) settle(found);
      };
      this.#onNews();
    });
  }
}

function channelOf(event: AriEvent): string | undefined {
  if (event.type === 'PlaybackFinished') return /^channel:(.*)$/.exec(event.playback.target_uri)?.[1];
  return 'channel' in event ? event.channel?.id : undefined;
}
