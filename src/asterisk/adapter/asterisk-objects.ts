import { createHash } from 'node:crypto';
import { Refused } from '../../platform/refusals/refused';
import type { Store } from '../../platform/store/store';
import type { AriClient } from '../client/ari-client';
import { AriError, AriHttpError } from '../client/errors';
import { accountOf, storeOf } from './ari-events';

/** What tells our own in Asterisk from another's. */
export type Ownership = Pick<Store, 'identity' | 'owns'>;

export type ObjectType = 'auth' | 'aor' | 'contact' | 'endpoint' | 'identify' | 'registration';

/** SIP URIs. */
export interface Addresses {
  /** For ever, in the AOR itself. */
  readonly written: readonly string[];
  /** For as long as the phone says so. */
  readonly registered: readonly string[];
}

/** An object of PJSIP's configuration, as a section of pjsip.conf would give it. */
export interface AsteriskObject {
  readonly type: ObjectType;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Whose an endpoint is: of no name that there is, our store's, another's, or it does not tell (by hand, or an earlier Baton's). */
export type Owner = 'nobody' | 'us' | 'another' | 'unknown';

/**
 * PJSIP's configuration in Asterisk's own database, by ARI's dynamic configuration (sorcery.conf names the astdb
 * wizards). What is written is there at once and survives a restart of Asterisk.
 *
 * Each method throws Refused `asterisk-unavailable`, `asterisk-refused`.
 */
export class AsteriskObjects {
  /**
   * @param kind what these objects are, for messages
   * @param store ours, whose identity every endpoint bears that is made here
   */
  constructor(
    private readonly client: AriClient,
    private readonly kind: 'phone' | 'trunk',
    private readonly store: Ownership,
  ) {}

  /** All objects of a phone or trunk are whose its endpoint is. */
  async ownerOf(endpoint: string): Promise<Owner> {
    try {
      const fields = await this.client.ari.asterisk.getObject(objectOf('endpoint', endpoint));
      const account = fields.find(({ attribute }) => attribute === 'accountcode')?.value ?? '';
      const { store } = storeOf(account);
      if (store === undefined) return 'unknown';
      return this.store.owns(store) ? 'us' : 'another';
    } catch (error) {
      if (error instanceof AriHttpError && error.status === 404) return 'nobody';
      throw this.#toRefused(error, 'endpoint');
    }
  }

  /**
   * Makes the object anew, whatever there was. ARI's PUT over one that exists would lay the attributes over Asterisk's own
   * reading of it, and store that: an AOR's reading has the addresses of the phones that are registered, which would ring for
   * ever (measured); an identify's the addresses that a name had.
   */
  async put(object: AsteriskObject): Promise<void> {
    await this.remove(object.type, object.id);
    await this.#write(object);
  }

  /** Lays the attributes over those that it has: only for an `auth`, in which is what we do not know and Asterisk learns nothing. */
  async amendAuth(id: string, attributes: AsteriskObject['attributes']): Promise<void> {
    await this.#write({ type: 'auth', id, attributes });
  }

  async #write({ type, id, attributes }: AsteriskObject): Promise<void> {
    const marked =
      type === 'endpoint' ? { ...attributes, accountcode: accountOf(this.store.identity) } : attributes;
    const fields = Object.entries(marked).map(([attribute, value]) => ({ attribute, value }));
    try {
      await this.client.ari.asterisk.updateObject({ ...objectOf(type, id), fields });
    } catch (error) {
      throw this.#toRefused(error, type);
    }
  }

  /** One that is not there counts as removed. */
  async remove(type: ObjectType, id: string): Promise<void> {
    try {
      await this.client.ari.asterisk.deleteObject(objectOf(type, id));
    } catch (error) {
      if (error instanceof AriHttpError && error.status === 404) return;
      throw this.#toRefused(error, type);
    }
  }

  async has(type: ObjectType, id: string): Promise<boolean> {
    try {
      await this.client.ari.asterisk.getObject(objectOf(type, id));
      return true;
    } catch (error) {
      if (error instanceof AriHttpError && error.status === 404) return false;
      throw this.#toRefused(error, type);
    }
  }

  /** Where an AOR has its calls go to: what is written in it, and what is registered there. Empty if there is no such AOR. */
  async addressesOf(aor: string): Promise<Addresses> {
    const uris = await this.#contactsOf(aor);
    const registered = new Set<string>();
    for (const uri of new Set(uris))
      if (await this.has('contact', registeredAs(aor, uri))) registered.add(uri);
    // One that is both is told twice.
    const written = new Set(uris.filter((uri, index) => !registered.has(uri) || uris.indexOf(uri) !== index));
    return { written: [...written], registered: [...registered] };
  }

  async #contactsOf(aor: string): Promise<readonly string[]> {
    try {
      const fields = await this.client.ari.asterisk.getObject(objectOf('aor', aor));
      return fields.flatMap(({ attribute, value }) =>
        attribute === 'contact' && value !== '' ? [value] : [],
      );
    } catch (error) {
      if (error instanceof AriHttpError && error.status === 404) return [];
      throw this.#toRefused(error, 'aor');
    }
  }

  #toRefused(error: unknown, type: ObjectType): unknown {
    if (error instanceof AriHttpError) {
      const detail = `Asterisk did not take the ${this.kind}'s ${type}: ${hint(error)}`;
      return new Refused('asterisk-refused', detail, { cause: error });
    }
    if (!(error instanceof AriError)) return error;
    return new Refused('asterisk-unavailable', 'Asterisk cannot be reached at the moment.', {
      retryAfterSeconds: 5,
      cause: error,
    });
  }
}

/** All types belong to the one sorcery instance of res_pjsip, whichever module brings them. */
function objectOf(objectType: ObjectType, id: string) {
  return { configClass: 'res_pjsip', objectType, id };
}

/** The name that Asterisk gives to what a phone has registered (res_pjsip/location.c). */
function registeredAs(aor: string, uri: string): string {
  return `${aor};@${createHash('md5').update(uri).digest('hex')}`;
}

function hint({ status, reason }: AriHttpError): string {
  return status === 403 ? 'sorcery.conf needs an astdb wizard for it' : reason;
}
