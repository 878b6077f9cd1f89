import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { sha256 } from './admin-key';
import type { Principal } from './principal';

/** Injection token: SHA-256 of the admin key. */
export const ADMIN_KEY_HASH = Symbol('ADMIN_KEY_HASH');

@Injectable()
export class AccessService {
  constructor(@Inject(ADMIN_KEY_HASH) private readonly adminKeyHash: Buffer) {}

  /** Who holds this key; undefined for a wrong one. Takes equally long for every wrong key. */
  principalOf(key: string): Principal | undefined {
    return timingSafeEqual(sha256(key), this.adminKeyHash) ? { id: 'admin' } : undefined;
  }

  /** As {@link principalOf}, from an `Authorization` header (RFC 6750, 2.1). */
  principalOfHeader(authorization: string | undefined): Principal | undefined {
    const key = /^bearer +([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1];
    return key === undefined ? undefined : this.principalOf(key);
  }
}
