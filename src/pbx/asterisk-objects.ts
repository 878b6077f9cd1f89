import { type AriClient } from '../ari/ari-client';
import { AriError, AriHttpError } from '../ari/errors';
import { ApiError } from '../http/problem';

export type ObjectType = 'auth' | 'aor' | 'endpoint' | 'identify' | 'registration';

/** An object of PJSIP's configuration, as a section of pjsip.conf would give it. */
export interface AsteriskObject {
  readonly type: ObjectType;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * PJSIP's configuration in Asterisk's own database, by ARI's dynamic configuration (sorcery.conf names the astdb
 * wizards). What is written is there at once and survives a restart of Asterisk.
 *
 * Each method throws ApiError 503 `asterisk-unavailable`, 502 `asterisk-refused`.
 */
export class AsteriskObjects {
  /** @param owner whose objects these are, for messages */
  constructor(
    private readonly client: AriClient,
    private readonly owner: 'phone' | 'trunk',
  ) {}

  /** Makes the object, or lays the attributes over those that it has. */
  async put({ type, id, attributes }: AsteriskObject): Promise<void> {
    const fields = Object.entries(attributes).map(([attribute, value]) => ({ attribute, value }));
    try {
      await this.client.ari.asterisk.updateObject({ ...objectOf(type, id), fields });
    } catch (error) {
      throw this.#toApiError(error, type);
    }
  }

  /** One that is not there counts as removed. */
  async remove(type: ObjectType, id: string): Promise<void> {
    try {
      await this.client.ari.asterisk.deleteObject(objectOf(type, id));
    } catch (error) {
      if (error instanceof AriHttpError && error.status === 404) return;
      throw this.#toApiError(error, type);
    }
  }

  async has(type: ObjectType, id: string): Promise<boolean> {
    try {
      await this.client.ari.asterisk.getObject(objectOf(type, id));
      return true;
    } catch (error) {
      if (error instanceof AriHttpError && error.status === 404) return false;
      throw this.#toApiError(error, type);
    }
  }

  #toApiError(error: unknown, type: ObjectType): unknown {
    if (error instanceof AriHttpError) {
      const detail = `Asterisk did not take the ${this.owner}'s ${type}: ${hint(error)}`;
      return new ApiError(502, 'asterisk-refused', detail, { cause: error });
    }
    if (!(error instanceof AriError)) return error;
    return new ApiError(503, 'asterisk-unavailable', 'Asterisk cannot be reached at the moment.', {
      retryAfterSeconds: 5,
      cause: error,
    });
  }
}

/** All types belong to the one sorcery instance of res_pjsip, whichever module brings them. */
function objectOf(objectType: ObjectType, id: string) {
  return { configClass: 'res_pjsip', objectType, id };
}

function hint({ status, reason }: AriHttpError): string {
  return status === 403 ? 'sorcery.conf needs an astdb wizard for it' : reason;
}
