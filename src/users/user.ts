import type { Role } from '../access/roles';

/** Somebody who signs in with a password, without the password's hash. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Whose calls he reaches; set exactly for the role agent. */
  readonly agentId: string | null;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}
