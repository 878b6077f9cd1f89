import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { sha256 } from './admin-key';
import type { Principal } from './principal';

/** Injection token: SHA-256 of the admin key. */
export const ADMIN_KEY_HASH = Symbol('ADMIN_KEY_HASH');

/** Injection token: SHA-256 of the restricted key, if there is one. */
export const RESTRICTED_KEY_HASH = Symbol('RESTRICTED_KEY_HASH');

const admin: Principal = { id: 'admin', permissions: new Set(['numbers:real', 'commands']) };
/** Reads, and sees of every number the last two digits. */
const restricted: Principal = { id: 'restricted', permissions: new Set() };

@Injectable()
export class AccessService {
  constructor(
    @Inject(ADMIN_KEY_HASH) private readonly adminKeyHash: Buffer,
    @Optional() @Inject(RESTRICTED_KEY_HASH) private readonly restrictedKeyHash: Buffer | null = null,
  ) {}

  /** Who holds this key; undefined for a wrong one. Takes equally long for every wrong key. */
  principalOf(key: string): Principal | undefined {
    const hash = sha256(key);
    const isRestricted = this.restrictedKeyHash !== null && timingSafeEqual(hash, this.restrictedKeyHash);
    if (timingSafeEqual(hash, this.adminKeyHash)) return admin;
    return isRestricted ? restricted : undefined;
  }

  /** As {@link principalOf}, from an `Authorization` header (RFC 6750, 2.1). */
  principalOfHeader(authorization: string | undefined): Principal | undefined {
    const key = /^bearer +([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1];
    return key === undefined ? undefined : this.principalOf(key);
  }
}
