import type { Role } from '../../platform/access/roles';

/** Somebody who signs in with a password, without the password's hash. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** The agent whose calls the user reaches; set exactly for the role agent. */
  readonly agentId: string | null;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}
