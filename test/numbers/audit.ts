import type { Played } from './play';
import { type Leak, search } from './search';
import { secretsFor } from './setting';
import { CONTACT, HIDDEN, OUTSIDER, type Stage, STRANGE } from './stage';

/** Through which surface something was seen. */
export type Surface = 'phone' | 'wire' | 'api' | 'events' | 'log' | 'metrics' | 'files';

export interface FoundLeak extends Leak {
  readonly at: Surface;
  /** In which call, if it is of one. */
  readonly in: string;
}

/** What has been read so far, and what was found in it. */
export class Audit {
  legs = 0;
  messages = 0;
  readonly leaks: FoundLeak[] = [];
  /** Whether there was a call of somebody whose number is not withheld. */
  hasHeardOpenly = false;
  /** SIP messages by Call-ID as the phones counted them, with whose they are: for the second witness. */
  readonly #heard = new Map<string, { readonly played: Played; readonly leg: number; count: number }>();

  constructor(private readonly stage: Stage) {}

  /** Everything that each phone of a call was sent, and everything that somebody without `numbers:real` can get of it. */
  async call(played: Played, where: string): Promise<void> {
    played.legs.forEach(({ call, viewer }, index) => {
      const incoming = call.messages.filter(({ direction }) => direction === 'in');
      const secrets = secretsFor(this.stage, played.setting, viewer, played.caller);
      this.legs += 1;
      for (const { text } of incoming) {
        this.messages += 1;
        this.#note('phone', where, search(viewer, text, secrets));
      }
      this.#heard.set(call.callId, { played, leg: index, count: incoming.length });
    });
    const { callId, caller } = played;
    this.hasHeardOpenly ||= !caller.isWithheld;
    for (const path of ['/calls?state=all&limit=5', `/calls/${callId}`, `/calls/${callId}/timeline`]) {
      this.messages += 2;
      this.#note('api', where, search('restricted viewer', await this.stage.restricted(path), realNumbers));
      const { text } = await this.stage.baton.api('GET', path);
      this.#note('api', where, search('administrator', text, withheld));
    }
  }

  /** Events, log and metrics of the whole run. */
  async surfaces(): Promise<void> {
    for (const event of this.stage.restrictedEvents.all) {
      this.messages += 1;
      this.#note('events', event.type, search('restricted viewer', JSON.stringify(event), realNumbers));
    }
    for (const event of this.stage.events.all) {
      this.messages += 1;
      this.#note('events', event.type, search('administrator', JSON.stringify(event), withheld));
    }
    this.#note('log', '', search('reader of the log', this.stage.baton.stderr, realNumbers));
    const { text } = await this.stage.baton.api('GET', '/metrics');
    this.#note('metrics', '', search('reader of metrics', text, realNumbers));
    for (const { what, value } of withheld) {
      const files = this.stage.filesWith(value.replace('+', ''));
      this.#note(
        'files',
        '',
        files.map((line) => ({ viewer: 'reader of files', secret: what, line })),
      );
    }
  }

  /** @returns how many of the messages that the phones got the second witness has read as well, of how many */
  async witness(): Promise<{ readonly seen: number; readonly of: number }> {
    const messages = await this.stage.witness.messages();
    const counted = new Map<string, number>();
    for (const { callId, text } of messages) {
      const heard = this.#heard.get(callId);
      const leg = heard?.played.legs[heard.leg];
      if (!heard || !leg) continue;
      counted.set(callId, (counted.get(callId) ?? 0) + 1);
      this.messages += 1;
      const secrets = secretsFor(this.stage, heard.played.setting, leg.viewer, heard.played.caller);
      this.#note('wire', '', search(leg.viewer, text.replaceAll('\\r\\n', '\n'), secrets));
    }
    let seen = 0;
    let of = 0;
    for (const [callId, { count }] of this.#heard) {
      of += count;
      seen += Math.min(count, counted.get(callId) ?? 0);
    }
    return { seen, of };
  }

  #note(at: Surface, where: string, leaks: readonly Leak[]): void {
    this.leaks.push(...leaks.map((leak) => ({ ...leak, at, in: where })));
  }
}

/** What is nobody's, whatever permissions they have. */
const withheld = [
  { what: 'a withheld number', value: HIDDEN.number },
  { what: 'a withheld name', value: HIDDEN.name },
];

/** What is for `numbers:real` only. */
const realNumbers = [
  { what: "the contact's number", value: CONTACT.number },
  { what: "the target's number", value: OUTSIDER.number },
  { what: 'a number that looks like none', value: STRANGE.number },
  ...withheld,
];
