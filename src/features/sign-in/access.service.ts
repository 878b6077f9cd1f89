import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { sha256 } from '../../platform/access/admin-key';
import { isOwnPage } from '../../platform/access/own-page';
import type { Principal } from '../../platform/access/principal';
import { permissions } from '../../platform/access/roles';
import { sessionToken } from '../../platform/access/session-cookie';
import type { SessionsService } from '../users/sessions.service';
import type { ApiKeysService } from './api-keys.service';

/** Injection token: SHA-256 of the admin key. */
export const ADMIN_KEY_HASH = Symbol('ADMIN_KEY_HASH');

/** Injection token: SHA-256 of the restricted key, if there is one. */
export const RESTRICTED_KEY_HASH = Symbol('RESTRICTED_KEY_HASH');

const admin: Principal = { id: 'admin', name: 'admin key', role: 'admin', permissions: new Set(permissions) };
/** Reads, and sees of every number the last two digits. */
const restricted: Principal = {
  id: 'restricted',
  name: 'restricted key',
  role: 'supervisor',
  permissions: new Set(['supervise']),
};

export class AccessService {
  constructor(
    private readonly adminKeyHash: Buffer,
    private readonly restrictedKeyHash: Buffer | null,
    private readonly keys: Pick<ApiKeysService, 'principalOf' | 'onRevoked'>,
    private readonly sessions: Pick<SessionsService, 'principalOf' | 'onEnded'>,
  ) {}

  /** The holder of this key; undefined for a wrong one, and one that has expired or was deleted. */
  principalOf(key: string): Principal | undefined {
    const hash = sha256(key);
    const isRestricted = this.restrictedKeyHash !== null && timingSafeEqual(hash, this.restrictedKeyHash);
    if (timingSafeEqual(hash, this.adminKeyHash)) return admin;
    return isRestricted ? restricted : this.keys.principalOf(hash);
  }

  /** As {@link principalOf}, from an `Authorization` header (RFC 6750, 2.1). */
  #principalOfHeader(authorization: string | undefined): Principal | undefined {
    const key = /^bearer +([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1];
    return key === undefined ? undefined : this.principalOf(key);
  }

  /** By the key that is sent or, without one, by the session. */
  principalOfRequest(headers: IncomingHttpHeaders): Principal | undefined {
    return headers.authorization === undefined
      ? this.#principalOfSession(headers)
      : this.#principalOfHeader(headers.authorization);
  }

  /**
   * The user who has signed in and sends the cookie from a page of ours, as a browser sends it whoever had the idea of the
   * request.
   */
  #principalOfSession(headers: IncomingHttpHeaders): Principal | undefined {
    const token = sessionToken(headers.cookie);
    const principal = token === undefined ? undefined : this.sessions.principalOf(token);
    return principal && isOwnPage(headers) ? principal : undefined;
  }

  /** Calls back with a principal's id once its key, or a session of it, does not count any longer. */
  onRevoked(listener: (principalId: string) => void): void {
    this.keys.onRevoked(listener);
    this.sessions.onEnded(listener);
  }
}
