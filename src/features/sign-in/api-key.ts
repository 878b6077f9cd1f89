import type { Permission, Role } from '../../platform/access/roles';

/** A key to the API, without the key itself: that is known to its bearer only. Times are epoch milliseconds. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Whose calls it reaches; set exactly for the role agent. */
  readonly agentId: string | null;
  /** What it may do, instead of what its role may. */
  readonly permissions: readonly Permission[] | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  /** To the minute. */
  readonly lastUsedAt: number | null;
}
