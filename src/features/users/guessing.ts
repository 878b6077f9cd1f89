import { Injectable } from '@nestjs/common';
import { Incidents } from '../../platform/incidents/incidents';
import type { ErrorCode } from '../../platform/refusals/catalogue';
import { Refused } from '../../platform/refusals/refused';
import { SlidingWindow } from '../../platform/sliding-window/sliding-window';
import { Homes } from './homes';
import { networksOf } from './network';
import type { Precedence } from './turns';

const MINUTE_MS = 60_000;
const WINDOW_MS = 15 * MINUTE_MS;
/** Of an IPv4 address or a /64 of IPv6, a /56, and a /48, whichever a site was given (RFC 6177): more people, so more attempts. */
const OF_NETWORK = [20, 40, 80] as const;
const OF_NAME_FROM_NETWORK = [10, 20, 40] as const;
/** So many wrong passwords for one name, from wherever, are more than people mistype. */
const OF_NAME = 50;
/** A network from which nobody was ever signed in by that name has so many then. Not none: it may be its owner, who travels. */
const OF_STRANGE_NETWORK = 2;
/** And all of those together, or whoever has many networks had many attempts. */
const OF_STRANGE_NETWORKS = 50;

/** A password that is tried. Counts as wrong until it is said that it was right. */
export interface Attempt {
  /**
   * Looks at the password. If that fails, it does not count: nobody knows more of the password than before.
   * @param look whoever has been signed in by that name from there before goes before all others
   */
  of<T>(look: (precedence: Precedence) => Promise<T>): Promise<T>;
  right(): void;
  wrong(): void;
}

/** A count that an attempt adds to, and of how many. */
interface Count {
  readonly attempts: SlidingWindow;
  readonly key: string;
  readonly allowed?: number;
}

/**
 * Slows down who guesses passwords. What somebody does from one network locks nobody out who comes from another: a name is
 * locked for the network that guessed it, and if it is guessed from everywhere, networks that are strange to it may try less
 * often, and all together no more than so often. Where its owner has been, only what comes from that very network counts. In
 * memory: a restart forgets the counts.
 */
@Injectable()
export class Guessing {
  readonly #ofNetwork = OF_NETWORK.map((allowed) => new SlidingWindow(MINUTE_MS, allowed));
  readonly #ofNameFromNetwork = OF_NAME_FROM_NETWORK.map((allowed) => new SlidingWindow(WINDOW_MS, allowed));
  readonly #ofName = new SlidingWindow(WINDOW_MS, OF_NAME);
  readonly #ofBesieged = new SlidingWindow(WINDOW_MS, OF_STRANGE_NETWORKS);

  readonly #homes = new Homes();

  constructor(private readonly incidents: Incidents) {}

  /**
   * @param name in lower case; one that nobody has is treated as others, so that nothing tells that it is nobody's
   * @throws Refused `too-many-attempts`, `locked-out`
   */
  attempt(name: string, address: string, now: number): Attempt {
    const isStrange = !this.#homes.has(name, address);
    const isBesieged = isStrange && this.#ofName.waitMs(name, now) > 0;
    // A neighbour within a wider network is none of theirs who are at home in this one.
    const networks = networksOf(address).slice(0, isStrange ? undefined : 1);
    const ofNetworks = counts(this.#ofNetwork, networks);
    const ofName = counts(
      this.#ofNameFromNetwork,
      networks.map((network) => keyOf(name, network)),
    );
    const ofStrangers = isBesieged ? [{ attempts: this.#ofBesieged, key: name }] : [];
    refuseFor(waitMsOf(ofNetworks, now), 'too-many-attempts', 'Too many attempts from here.');
    const narrowest = ofName.slice(0, isBesieged ? 1 : 0);
    const fewer = narrowest.map((count) => ({ ...count, allowed: OF_STRANGE_NETWORK }));
    refuseFor(
      waitMsOf([...ofName, ...fewer, ...ofStrangers], now),
      'locked-out',
      'Too many wrong passwords for this name from here.',
    );
    // Counted as failed until it has succeeded, or many at once would all be let through.
    const ofSiege = isStrange ? [{ attempts: this.#ofName, key: name }, ...ofStrangers] : [];
    const all = [...ofNetworks, ...ofName, ...ofSiege];
    for (const { attempts, key } of all) attempts.count(key, now);
    const untried = () => {
      for (const { attempts, key } of all) attempts.uncount(key, now);
    };
    return {
      of: async (look) => {
        try {
          return await look(isStrange ? 'stranger' : 'known');
        } catch (error) {
          untried();
          throw error;
        }
      },
      right: () => {
        untried();
        for (const { attempts, key } of ofName.slice(0, 1)) attempts.forget(key);
        this.#homes.add(name, address);
      },
      wrong: () => this.#tell(name, address, { ofNetworks, ofName }, now),
    };
  }

  /** Whether it is known from where somebody was signed in by that name. */
  knows(name: string): boolean {
    return this.#homes.knows(name);
  }

  /** @param addresses from where somebody was signed in by that name before we were started, oldest first */
  remember(name: string, addresses: readonly string[]): void {
    if (this.knows(name)) return;
    this.#homes.begin(name);
    for (const address of addresses) this.#homes.add(name, address);
  }

  /** Wherever it was guessed. */
  unlock(name: string): void {
    for (const attempts of [this.#ofName, this.#ofBesieged]) attempts.forget(name);
    for (const attempts of this.#ofNameFromNetwork) attempts.forgetAll((key) => nameIn(key) === name);
  }

  #tell(
    name: string,
    address: string,
    { ofNetworks, ofName }: Readonly<Record<'ofNetworks' | 'ofName', readonly Count[]>>,
    now: number,
  ): void {
    if (waitMsOf(ofName, now) > 0) {
      this.incidents.tell({
        type: 'security.locked-out',
        detail:
          'Too many wrong passwords were given for a name, which is locked for a while where they came from.',
        source: address,
        data: { name, address },
        key: name,
      });
    }
    if (this.#ofName.waitMs(name, now) > 0) {
      this.incidents.tell({
        type: 'security.name-besieged',
        detail:
          'Wrong passwords for a name come from many places; where it never signed in from it may try less often.',
        data: { name },
        key: name,
      });
    }
    const shutOut = ofNetworks.findLast((count) => waitMsOf([count], now) > 0);
    if (shutOut) {
      this.incidents.tell({
        type: 'security.too-many-attempts',
        detail: 'Too many wrong passwords came from one network, which has to wait for a minute.',
        source: address,
        data: { network: shutOut.key },
      });
    }
  }
}

/** Of each network, the narrowest first, among those of its kind. */
function counts(byWidth: readonly SlidingWindow[], keys: readonly string[]): readonly Count[] {
  return byWidth.flatMap((attempts, at) => {
    const key = keys[at];
    return key === undefined ? [] : [{ attempts, key }];
  });
}

/** Until all of them allow one more. */
function waitMsOf(all: readonly Count[], now: number): number {
  return Math.max(0, ...all.map(({ attempts, key, allowed }) => attempts.waitMs(key, now, allowed)));
}

const keyOf = (name: string, network: string): string => JSON.stringify([name, network]);
const nameIn = (key: string): unknown => (JSON.parse(key) as readonly unknown[])[0];

function refuseFor(waitMs: number, code: ErrorCode, detail: string): void {
  if (waitMs === 0) return;
  throw new Refused(code, detail, { retryAfterSeconds: Math.ceil(waitMs / 1000) });
}
