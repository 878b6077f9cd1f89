import type { Trunk } from '../../features/trunks/trunk';
import { type TrunkReach, TrunkWatch } from '../../features/trunks/trunk-watch';
import type { AriClient } from '../client/ari-client';
import { AriError } from '../client/errors';
import type { ContactStatusChange } from '../client/generated/types';
import { checkNames } from './trunk-objects';

/** How much later than its turn an answer may be: Asterisk waits 3 s for it (`qualify_timeout`). */
const ANSWER_WITHIN_MS = 5_000;

type Answer = 'yes' | 'no' | 'not-known';

/**
 * Follows the endpoints of the checks. Asterisk tells changes only, and calls an endpoint offline before it has asked for
 * the first time: such a one is not known until its turn is over.
 */
export class AriTrunkWatch extends TrunkWatch {
  readonly #answers = new Map<string, Answer>();
  /** How often each trunk is asked, and when its first turn is over. */
  readonly #followed = new Map<string, { readonly everyMs: number; readonly turn: NodeJS.Timeout }>();
  readonly #listeners: ((trunk: string) => void)[] = [];

  /** @param client whose application follows endpoints */
  constructor(private readonly client: AriClient) {
    super();
    client.on('event', (event) => {
      if (event.type === 'ContactStatusChange') this.#set(event.endpoint.resource, answerOf(event));
    });
    client.on('up', () =>
      Promise.all([...this.#followed].map(([name, { everyMs }]) => this.#ask(name, everyMs))),
    );
    client.on('down', () => {
      this.#answers.clear();
      for (const [name, { turn }] of this.#followed) {
        clearTimeout(turn);
        this.#tell(name);
      }
    });
  }

  override reach(trunk: string): TrunkReach {
    const { any, yes } = checkNames(trunk);
    if (this.#answers.get(yes) === 'yes') return 'accepts';
    if (this.#answers.get(any) === 'no') return 'silent';
    return this.#answers.get(any) === 'yes' && this.#answers.get(yes) === 'no' ? 'refuses' : 'not-known';
  }

  override async follow({ name, checkEverySeconds }: Trunk): Promise<void> {
    if (checkEverySeconds > 0) return this.#ask(name, checkEverySeconds * 1000);
    this.forget(name);
    this.#tell(name);
  }

  override forget(trunk: string): void {
    clearTimeout(this.#followed.get(trunk)?.turn);
    this.#followed.delete(trunk);
    for (const endpoint of Object.values(checkNames(trunk))) this.#answers.delete(endpoint);
  }

  override onChange(listener: (trunk: string) => void): void {
    this.#listeners.push(listener);
  }

  async #ask(name: string, everyMs: number): Promise<void> {
    clearTimeout(this.#followed.get(name)?.turn);
    const turn = setTimeout(() => this.#endTurn(name), everyMs + ANSWER_WITHIN_MS);
    this.#followed.set(name, { everyMs, turn: turn.unref() });
    try {
      for (const resource of Object.values(checkNames(name))) {
        const { state } = await this.client.ari.endpoints.get({ tech: 'PJSIP', resource });
        if (state === 'online') this.#set(resource, 'yes');
      }
    } catch (error) {
      // Not there, or the connection is lost: whatever comes next is told by an event or by the next `up`.
      if (!(error instanceof AriError)) throw error;
    }
  }

  /** What has not been told as reachable by now has been unreachable all the time. */
  #endTurn(trunk: string): void {
    for (const endpoint of Object.values(checkNames(trunk))) {
      if ((this.#answers.get(endpoint) ?? 'not-known') === 'not-known') this.#set(endpoint, 'no');
    }
  }

  #set(endpoint: string, answer: Answer): void {
    const trunk = /^(.+)_(any|yes)$/.exec(endpoint)?.[1];
    if (trunk === undefined || this.#answers.get(endpoint) === answer) return;
    this.#answers.set(endpoint, answer);
    this.#tell(trunk);
  }

  #tell(trunk: string): void {
    for (const listener of this.#listeners) listener(trunk);
  }
}

function answerOf({ contact_info: { contact_status: status } }: ContactStatusChange): Answer {
  switch (status) {
    case 'Reachable':
      return 'yes';
    case 'Unreachable':
      return 'no';
    case 'Unknown':
    case 'NonQualified':
    case 'Removed':
      return 'not-known';
  }
}
