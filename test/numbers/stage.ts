import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { freePort } from '../../scripts/lib/free-ports.cjs';
import { type Baton, startBaton } from '../support/baton';
import { EventReader } from '../support/event-reader';
import { filesWith } from '../support/files-with';
import { makeMusicWav } from '../support/media/music-wav';
import type { Carrier } from '../support/phones/carrier';
import { Phone } from '../support/phones/phone';
import { openTrunk, TRUNK, trunkConf } from '../support/trunk';
import { Witness } from './witness';

// Names and numbers that cannot come about by chance, so that finding one is always a leak.
export const LINE = { name: 'Acme Sales', number: '+31205550100' };
/** The first is that of the matrix; the other is what settings are changed to. */
export const MASKS = ['+31205550199', '+31205550188'] as const;
export const CONTACT = { name: 'Kimberley Contact', number: '+31612340001' };
/** Withholds who it is. */
export const HIDDEN = { name: 'Wilhelmina Hidden', number: '+31645670003' };
/** Has a number that looks like none when it comes, and another one in the name. */
export const STRANGE = { name: 'Otto 06 4598 0004', number: '+31645980004', shown: '+31645980004x' };
export const OUTSIDER = { name: 'outsider', number: '+31687650002' };

export interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly extension: string;
  readonly phone: Phone;
}

/** What is told to a voicemail is seen best on a phone. */
const VOICEMAIL = `
[baton-last-resort]
exten = s,1,Dial(PJSIP/desk-benjamin,20)
`;

const RESTRICTED_KEY = 'of-somebody-who-may-only-read';

export interface StageOptions {
  /** Asterisk's configuration on top of what every test has, by file: the switches that re-open a leak. */
  readonly conf?: Readonly<Record<string, string>>;
  /** Environment of the server on top of what every test has. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A company, its phones, the world outside, a viewer without `numbers:real`, and somebody who listens on the wire. */
export class Stage {
  private constructor(
    private readonly dir: string,
    readonly asterisk: EmbeddedAsterisk,
    readonly baton: Baton,
    readonly events: EventReader,
    readonly restrictedEvents: EventReader,
    readonly carrier: Carrier,
    readonly witness: Witness,
    readonly contact: Phone,
    readonly outsider: Phone,
    readonly anna: Colleague,
    readonly ben: Colleague,
    readonly carla: Colleague,
    readonly line: string,
    readonly group: string,
  ) {}

  static async start({ conf: extraConf = {}, env = {} }: StageOptions = {}): Promise<Stage> {
    const dir = mkdtempSync(join(tmpdir(), 'baton-numbers-'));
    makeMusicWav(join(dir, 'music'));
    // Chosen here, so that the witness listens before the first phone connects: it cannot follow a WebSocket from the middle.
    const http = await freePort('tcp', '127.0.0.1');
    const witness = await Witness.listen(http, join(dir, 'wire.pcapng'));
    const asterisk = await startAsterisk({
      dir: join(dir, 'asterisk'),
      ports: { http },
      extraConf: {
        ...extraConf,
        'modules.conf': `load = app_dial.so\n${extraConf['modules.conf'] ?? ''}`,
        'extensions.conf': VOICEMAIL + (extraConf['extensions.conf'] ?? ''),
        'pjsip.conf': trunkConf() + (extraConf['pjsip.conf'] ?? ''),
        'musiconhold.conf': `[default](+)\ndirectory = ${join(dir, 'music')}\n`,
      },
    });
    const baton = await startBaton({ asterisk, dataDir: join(dir, 'data'), env: { RESTRICTED_KEY, ...env } });
    const carrier = await openTrunk(asterisk);
    const contact = carrier.phone(CONTACT.number, { name: 'contact', displayName: CONTACT.name });
    const outsider = carrier.phone(OUTSIDER.number, { name: 'outsider' });
    const [anna, ben, carla] = await Promise.all([
      colleague(asterisk, baton, 'Annabelle Agent', '74201'),
      colleague(asterisk, baton, 'Benjamin Agent', '74202'),
      colleague(asterisk, baton, 'Carolina Agent', '74203'),
    ]);
    const { id: line } = await baton.done<{ id: string }>('POST', '/lines', {
      ...LINE,
      country: 'NL',
      trunk: TRUNK,
      agents: [anna.id, ben.id, carla.id],
      destination: { type: 'agent', id: anna.id },
    });
    const { id: group } = await baton.done<{ id: string }>('POST', '/ring-groups', {
      name: 'Support',
      layers: [{ strategy: 'simultaneous', ringSeconds: 20, members: [{ type: 'agent', id: ben.id }] }],
    });
    const events = await baton.events();
    const restrictedEvents = await EventReader.open(baton.url, RESTRICTED_KEY);
    return new Stage(
      dir,
      asterisk,
      baton,
      events,
      restrictedEvents,
      carrier,
      witness,
      contact,
      outsider,
      anna,
      ben,
      carla,
      line,
      group,
    );
  }

  /** What somebody who only has the restricted key gets at this address, as text. */
  async restricted(path: string): Promise<string> {
    const { text } = await this.baton.api('GET', path, undefined, {
      authorization: `Bearer ${RESTRICTED_KEY}`,
    });
    return text;
  }

  /** Everybody is free again, so that the next call finds them. */
  async untilFree(): Promise<void> {
    for (const { id, name } of [this.anna, this.ben, this.carla]) {
      const { state } = await this.baton.done<{ state: string }>('GET', `/agents/${id}`);
      if (state === 'available') continue;
      await this.events.until(
        ({ type, data }) => type === 'agent.state' && data['id'] === id && data['state'] === 'available',
        { withinMs: 5_000, what: `${name} to be available`, after: this.events.all.at(-1)?.seq ?? -1 },
      );
    }
  }

  /** The files of the server and of Asterisk in which a text stands. */
  filesWith(text: string): readonly string[] {
    return ['data', 'asterisk'].flatMap((part) => filesWith(text, join(this.dir, part)));
  }

  async stop(): Promise<void> {
    this.events.close();
    this.restrictedEvents.close();
    const phones = [this.anna, this.ben, this.carla].map(({ phone }) => phone.destroy());
    await Promise.allSettled([...phones, this.carrier.destroy()]);
    await this.baton.stop();
    await this.asterisk.stop();
    await this.witness.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

async function colleague(
  asterisk: EmbeddedAsterisk,
  baton: Baton,
  name: string,
  extension: string,
): Promise<Colleague> {
  const { id } = await baton.done<{ id: string }>('POST', '/agents', { name, extension });
  const account = await baton.done<{ user: string; password: string }>('PUT', `/agents/${id}/phone`, {
    // Not after the extension: a phone's own address would bear what others must not see.
    user: `desk-${name.split(' ')[0]?.toLowerCase() ?? ''}`,
  });
  const phone = await Phone.register({ wsUrl: asterisk.wsUrl, ...account, name: name.split(' ')[0] ?? name });
  return { id, name, extension, phone };
}
