import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../../scripts/lib/embedded-asterisk.cjs';
import { awaitChange, type Within } from '../await';
import { makeMusicWav } from '../media/music-wav';
import { passwordOf, pjsipAccount } from '../pjsip-account';
import { Phone } from './phone';

/** The account of the customer that registers. */
export const ACCOUNT = { username: 'acct', password: 'of-the-carriers-customer' } as const;

/** People outside, by number. */
export const OUTSIDE = ['0612345678', '0687654321'] as const;

/** A number that the carrier knows of but does not have. */
export const NOBODY = '0699999999';

const phoneConf = (number: string) =>
  pjsipAccount(number, {
    template: 'baton-phone',
    password: passwordOf(number),
    settings: ['context = outside'],
  });

/** Knows its customer by a password, as the number in From is the caller's. */
const accountConf = `
[global](+)
endpoint_identifier_order = auth_username,username,ip
${pjsipAccount(ACCOUNT.username, {
  template: 'baton-endpoint',
  password: ACCOUNT.password,
  settings: ['context = from-customer', 'identify_by = auth_username,username', 'trust_id_inbound = yes'],
})}`;

/** Speaks A-law, as carriers in Europe do. Offered both, two Asterisks change from one to the other during a call. */
const addressConf = (sipPort: number) => `
[acct](baton-endpoint)
allow = !all,alaw
context = from-customer
identify_by = ip
trust_id_inbound = yes
aors = acct
[acct]
type = aor
contact = sip:127.0.0.1:${sipPort}
[acct]
type = identify
endpoint = acct
match = 127.0.0.1
`;

const EXTENSIONS = `
[from-customer]
; A number of the Netherlands, in E.164.
exten = _+31.,1,Goto(0\${EXTEN:3},1)
exten = _0.,1,Dial(PJSIP/\${EXTEN},60)
 same = n,Hangup(\${HANGUPCAUSE})
exten = ${NOBODY},1,Hangup(1)
[outside]
exten = _[+0-9].,1,Set(CALLERID(all)=<\${CHANNEL(endpoint)}>)
 same = n,Dial(PJSIP/\${EXTEN}@acct,60)
`;

/**
 * A carrier: a second Asterisk, which knows its customer by a password or by an address, and has people outside. Any
 * number that they dial is the customer's.
 */
export class CarrierAsterisk {
  readonly #phones: Phone[] = [];

  private constructor(
    readonly asterisk: EmbeddedAsterisk,
    private readonly dir: string,
  ) {}

  /** @param customer the port of a customer who is known by an address; left out: the customer registers */
  static async start(customer?: { readonly sipPort: number }): Promise<CarrierAsterisk> {
    const dir = mkdtempSync(join(tmpdir(), 'baton-carrier-'));
    makeMusicWav(join(dir, 'music'));
    const asterisk = await startAsterisk({
      dir: join(dir, 'asterisk'),
      extraConf: {
        'pjsip.conf':
          OUTSIDE.map(phoneConf).join('') + (customer ? addressConf(customer.sipPort) : accountConf),
        'extensions.conf': EXTENSIONS,
        'modules.conf': 'load = app_dial.so\n',
        'musiconhold.conf': `[default](+)\ndirectory = ${join(dir, 'music')}\n`,
      },
    });
    return new CarrierAsterisk(asterisk, dir);
  }

  /** Where its customers call and register. */
  get server(): string {
    return `127.0.0.1:${this.asterisk.sipPort}`;
  }

  /** Somebody outside, registered. */
  async phone(number: (typeof OUTSIDE)[number], name: string): Promise<Phone> {
    const { wsUrl } = this.asterisk;
    const phone = await Phone.register({ wsUrl, user: number, password: passwordOf(number), name });
    this.#phones.push(phone);
    return phone;
  }

  /** Waits until its customer is registered, or is not, as its own console says. */
  async untilCustomer(state: 'registered' | 'gone', { withinMs }: Within): Promise<void> {
    const isRegistered = (text: string) => /acct\/sip:/.test(text);
    let contacts = await this.asterisk.cli('pjsip show contacts');
    let stopped = false;
    await awaitChange({
      what: `the customer to be ${state}`,
      withinMs,
      look: () => (isRegistered(contacts) === (state === 'registered') ? true : undefined),
      watch: (changed) => {
        const again = async (): Promise<void> => {
          while (!stopped) {
            contacts = await this.asterisk.cli('pjsip show contacts');
            changed();
          }
        };
        void again();
        return () => (stopped = true);
      },
      instead: () => contacts,
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#phones.map((phone) => phone.destroy()));
    await this.asterisk.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
