import type { Within } from '../await';
import { sharedTones, type ToneBook } from '../media/tone-plan';
import type { IncomingCall } from './incoming-call';
import { type PartyOptions, Phone } from './phone';
import { rawHeadersAtEdge } from './raw-headers';
import { type Account, SipLine } from './sip-line';
import { headerOf, parseNameAddress, type SipLog } from './sip-log';
import type { Edge } from './ws-transport';

export interface CarrierOptions extends Account {
  readonly tones?: ToneBook;
}

export interface OutsidePartyOptions extends PartyOptions {
  /** Display name in the From header of its calls. */
  readonly displayName?: string;
}

/**
 * The outside world behind a trunk: one registered account through which any number is reached
 * (`PJSIP/<number>@<trunk>`), and which calls in from any number. Each number is a party with its own phone,
 * tone, and any number of calls.
 */
export class Carrier {
  readonly #phones = new Map<string, Phone>();

  private constructor(
    private readonly line: SipLine,
    private readonly tones: ToneBook,
  ) {}

  /** Registers the trunk's account. @throws when the registration is refused */
  static async register(options: CarrierOptions): Promise<Carrier> {
    const { wsUrl, user, password, contactUser = user, tones = sharedTones } = options;
    // The line must be able to name the carrier before it exists; calls come only after registering.
    const place: { carrier?: Carrier } = {};
    const line = await SipLine.open({
      wsUrl,
      user,
      password,
      contactUser,
      tones,
      edge: joined(anyNumber(contactUser), rawHeadersAtEdge()),
      callee: (request) => {
        const called = request.getHeader(CALLED_PARTY);
        const number = subscriber(parseNameAddress(called ?? '').number);
        return place.carrier?.phone(number || contactUser).callee;
      },
    });
    place.carrier = new Carrier(line, tones);
    try {
      await line.register();
    } catch (error) {
      await line.close();
      throw error;
    }
    return place.carrier;
  }

  /** Every SIP message of the trunk. */
  get sip(): SipLog {
    return this.line.log;
  }

  /**
   * The phone with this number, made on first use (also by the first call to it, then with the number as its
   * name, as it is dialled in its country). In whichever way a number of the Netherlands is written, national or E.164, it is
   * the same phone. Its calls show
   * the number and `displayName` in From.
   */
  phone(number: string, { displayName, ...party }: OutsidePartyOptions = {}): Phone {
    const known = this.#phones.get(subscriber(number));
    if (known) return known;
    const from = displayName === undefined ? { number } : { number, name: displayName };
    const phone = new Phone(
      () => this.line,
      number,
      { tones: this.tones, ...party },
      () => {
        this.#phones.delete(subscriber(number));
        return Promise.resolve();
      },
      { from },
    );
    this.#phones.set(subscriber(number), phone);
    return phone;
  }

  /** The next call to this number. */
  async expectCall(number: string, { withinMs }: Within): Promise<IncomingCall> {
    return await this.phone(number).rings({ withinMs });
  }

  /** Ends every call, unregisters, and gives all tones back. */
  async destroy(): Promise<void> {
    await Promise.allSettled([...this.#phones.values()].map((phone) => phone.destroy()));
    await this.line.close();
  }
}

/** Where the lines of the tests are, national numbers are those of the Netherlands, as any carrier there knows. */
function subscriber(number: string): string {
  return number.replace(/^\+31/, '0');
}

const CALLED_PARTY = 'P-Called-Party-ID';

/**
 * What a carrier's last proxy does: sends a call for any number to the one account that is registered, and
 * leaves the number in P-Called-Party-ID (RFC 7315 section 4.2). SIP.js answers 404 to requests for any other
 * user than its own.
 */
function anyNumber(account: string): Required<Pick<Edge, 'incoming'>> {
  return {
    incoming: (text) => {
      const request = /^([A-Z]+ sip:)([^@\s]+)(@\S+) SIP\/2\.0\r\n/.exec(text);
      const [line = '', start = '', user = '', end = ''] = request ?? [];
      if (request === null || user === account || headerOf({ text }, CALLED_PARTY) !== undefined) return text;
      const rewritten = `${start}${account}${end} SIP/2.0\r\n${CALLED_PARTY}: <sip:${user}${end}>\r\n`;
      return rewritten + text.slice(line.length);
    },
  };
}

/** The first is nearer to the wire, and only takes; the second takes what it gives, and sends. */
function joined(outer: Required<Pick<Edge, 'incoming'>>, inner: Required<Edge>): Edge {
  return {
    incoming: (text, reply) => {
      const passed = outer.incoming(text, reply);
      return passed === undefined ? undefined : inner.incoming(passed, reply);
    },
    outgoing: (text) => inner.outgoing(text),
  };
}
