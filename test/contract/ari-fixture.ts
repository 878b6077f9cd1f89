import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { EmbeddedAsterisk, StartOptions } from '../../scripts/lib/embedded-asterisk.cjs';
import { startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import type { AriDown, AriReplaced, AriUp } from '../../src/asterisk/client/ari-client';
import { AriClient } from '../../src/asterisk/client/ari-client';
import type { AriClientOptions } from '../../src/asterisk/client/client-options';
import type { AriEvent, Channel } from '../../src/asterisk/client/generated/types';
import { awaitChange, Changes } from '../support/await';

/** How long an event of Asterisk may take on a machine that is busy with other things. */
const SOON_MS = 5_000;

/** What a client told, in order. */
export type Told =
  | { readonly name: 'up'; readonly value: AriUp; readonly at: number }
  | { readonly name: 'down'; readonly value: AriDown; readonly at: number }
  | { readonly name: 'replaced'; readonly value: AriReplaced; readonly at: number }
  | { readonly name: 'event'; readonly value: AriEvent; readonly at: number };

type ToldAs<Name extends Told['name']> = Extract<Told, { readonly name: Name }>;

/** A client, everything that it told and everything that it logged. */
export class WatchedClient {
  readonly client: AriClient;
  readonly told: Told[] = [];
  readonly log: string[] = [];
  readonly #changes = new Changes();

  constructor(asterisk: EmbeddedAsterisk, options: Partial<AriClientOptions> = {}) {
    const write = (fields: object, message: string) => {
      this.log.push(`${message} ${JSON.stringify(fields)}`);
      this.#changes.tell();
    };
    this.client = new AriClient({
      url: asterisk.ariUrl,
      user: asterisk.ariUser,
      password: asterisk.ariPassword,
      app: 'baton',
      logger: { debug: write, info: write, warn: write, error: write },
      ...options,
    });
    this.client.on('up', (value) => this.#note({ name: 'up', value, at: Date.now() }));
    this.client.on('down', (value) => this.#note({ name: 'down', value, at: Date.now() }));
    this.client.on('replaced', (value) => this.#note({ name: 'replaced', value, at: Date.now() }));
    this.client.on('event', (value) => this.#note({ name: 'event', value, at: Date.now() }));
  }

  /** The count-th thing of that name told since the beginning. */
  async tells<Name extends Told['name']>(name: Name, count = 1, withinMs = SOON_MS): Promise<ToldAs<Name>> {
    return this.#find(
      (told): told is ToldAs<Name> => told.name === name,
      `"${name}" number ${count}`,
      count,
      withinMs,
    );
  }

  /** The first event of that type for that channel or bridge. */
  async event<Type extends AriEvent['type']>(
    type: Type,
    id: string,
  ): Promise<Extract<AriEvent, { type: Type }>> {
    const isIt = (told: Told): told is ToldAs<'event'> =>
      told.name === 'event' && told.value.type === type && idsOf(told.value).includes(id);
    const found = await this.#find(isIt, `${type} of ${id}`, 1, SOON_MS);
    return found.value as Extract<AriEvent, { type: Type }>;
  }

  /** Resolves when the channel has told that it is in that state. */
  async state(id: string, state: Channel['state']): Promise<void> {
    const isIt = (told: Told): told is ToldAs<'event'> =>
      told.name === 'event' &&
      told.value.type === 'ChannelStateChange' &&
      told.value.channel.id === id &&
      told.value.channel.state === state;
    await this.#find(isIt, `${id} to be ${state}`, 1, SOON_MS);
  }

  /** Resolves when there is a line in its log with that text. */
  async logs(text: string): Promise<void> {
    const look = () => this.log.find((line) => line.includes(text));
    await awaitChange({ what: `"${text}" in the log`, withinMs: SOON_MS, look, watch: this.#changes.watch });
  }

  #find<T extends Told>(
    isIt: (told: Told) => told is T,
    what: string,
    count: number,
    withinMs: number,
  ): Promise<T> {
    return awaitChange({
      what,
      withinMs,
      look: () => this.told.filter(isIt)[count - 1],
      watch: this.#changes.watch,
      instead: () => `the client told ${JSON.stringify(this.told.map(describe))}`,
    });
  }

  #note(told: Told): void {
    this.told.push(told);
    this.#changes.tell();
  }
}

function describe(told: Told): string {
  return told.name === 'event' ? `${told.value.type} ${idsOf(told.value).join()}` : told.name;
}

function idsOf(event: AriEvent): readonly string[] {
  const ids: string[] = [];
  if ('channel' in event && event.channel !== undefined) ids.push(event.channel.id);
  if ('bridge' in event && event.bridge !== undefined) ids.push(event.bridge.id);
  return ids;
}

/** Everything that a spec file starts, and that must be gone after it. */
export class AriFixture {
  readonly #dir = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-ari-'));
  readonly #stops: (() => void | Promise<void>)[] = [];

  async asterisk(options: Partial<StartOptions> = {}): Promise<EmbeddedAsterisk> {
    const asterisk = await startAsterisk({ dir: this.#dir, ...options });
    this.#stops.push(() => asterisk.stop());
    return asterisk;
  }

  client(asterisk: EmbeddedAsterisk, options: Partial<AriClientOptions> = {}): WatchedClient {
    const watched = new WatchedClient(asterisk, options);
    this.#stops.push(() => watched.client.stop());
    return watched;
  }

  /** Something that must be closed at the end, before what was started earlier. */
  closes(stop: () => void | Promise<void>): void {
    this.#stops.push(stop);
  }

  async end(): Promise<void> {
    for (const stop of this.#stops.splice(0).reverse()) await stop();
    fs.rmSync(this.#dir, { recursive: true, force: true });
  }
}
