import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAsterisk } from '../../../scripts/lib/embedded-asterisk.cjs';
import { makeMusicWav } from '../media/music-wav';
import { passwordOf, pjsipAccount } from '../pjsip-account';
import { openTrunk, TRUNK, trunkConf } from '../trunk';
import type { Carrier } from './carrier';
import { type PartyOptions, Phone } from './phone';

const USERS = Array.from({ length: 16 }, (_, n) => String(101 + n));

/** Here nobody but Asterisk's core is in control, and the phones' Transfer key is tried on it. */
const settings = (context: string) => [`context = ${context}`, 'allow_transfer = yes'];

const PJSIP = [
  ...USERS.map((user) =>
    pjsipAccount(user, {
      template: 'baton-phone',
      password: passwordOf(user),
      settings: settings('plain'),
    }),
  ),
  trunkConf(settings('plain-trunk')),
].join('');

/** Dialplan that needs nobody's control: what the phones are tried on. */
const EXTENSIONS = `
[plain]
exten = _1XX,1,Dial(PJSIP/\${EXTEN},20)
exten = 199,1,Dial(PJSIP/101&PJSIP/102,20)
exten = _71XX,1,Dial(PJSIP/\${EXTEN:1},2)
exten = 200,1,Answer()
 same = n,Echo()
exten = 201,1,Answer()
 same = n,MusicOnHold(default)
exten = 202,1,Answer()
 same = n,Ringing()
 same = n,Wait(60)
exten = 203,1,Ringing()
 same = n,Wait(60)
exten = 204,1,Answer()
 same = n,Wait(60)
exten = 205,1,Progress()
 same = n,MusicOnHold(default)
exten = 210,1,Answer()
 same = n,ConfBridge(room)
exten = 211,1,Answer()
 same = n,Set(CONNECTEDLINE(name,i)=First)
 same = n,Set(CONNECTEDLINE(num)=5551)
 same = n,Wait(1)
 same = n,Set(CONNECTEDLINE(name,i)=Second)
 same = n,Set(CONNECTEDLINE(num)=5552)
 same = n,Wait(60)
exten = _+X.,1,Dial(PJSIP/\${EXTEN}@${TRUNK},20)

[plain-trunk]
exten = _X.,1,Dial(PJSIP/101,20)
exten = 200,1,Answer()
 same = n,Echo()
`;

const MODULES = ['app_dial', 'app_echo', 'app_confbridge'].map((name) => `load = ${name}.so`).join('\n');

type Embedded = Awaited<ReturnType<typeof startAsterisk>>;

/** A real Asterisk with the project's own configuration and a dialplan of plain applications: no ARI in play. */
export class PlainAsterisk {
  readonly #destroyers: (() => Promise<void>)[] = [];

  private constructor(
    readonly server: Embedded,
    /** For files of the test. */
    readonly dir: string,
  ) {}

  static async start(): Promise<PlainAsterisk> {
    const dir = mkdtempSync(join(tmpdir(), 'baton-phones-'));
    makeMusicWav(join(dir, 'music'));
    const server = await startAsterisk({
      dir: join(dir, 'asterisk'),
      extraConf: {
        'pjsip.conf': PJSIP,
        'extensions.conf': EXTENSIONS,
        'modules.conf': MODULES,
        'confbridge.conf':
          '[general]\n[default_user]\ntype = user\nquiet = yes\n[default_bridge]\ntype = bridge\n',
        // The class `default` exists: this replaces where it takes its music from.
        'musiconhold.conf': `[default](+)\ndirectory = ${join(dir, 'music')}\n`,
      },
    });
    return new PlainAsterisk(server, dir);
  }

  get wsUrl(): string {
    return this.server.wsUrl;
  }

  /** A registered phone, destroyed by `clear`. */
  async phone(user: string, options: PartyOptions = {}): Promise<Phone> {
    const phone = await Phone.register({
      wsUrl: this.wsUrl,
      user,
      password: passwordOf(user),
      ...options,
    });
    this.#destroyers.push(() => phone.destroy());
    return phone;
  }

  /** The outside world behind the trunk, destroyed by `clear`. */
  async carrier(): Promise<Carrier> {
    const carrier = await openTrunk(this.server);
    this.#destroyers.push(() => carrier.destroy());
    return carrier;
  }

  /** What the channels are now, one line each, from Asterisk itself. */
  async channels(): Promise<readonly string[]> {
    const lines = (await this.server.cli('core show channels concise')).split('\n');
    return lines.filter((line) => line.includes('!'));
  }

  /** Destroys what this test made. */
  async clear(): Promise<void> {
    await Promise.all(this.#destroyers.splice(0).map((destroy) => destroy()));
  }

  async stop(): Promise<void> {
    await this.clear();
    await this.server.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
