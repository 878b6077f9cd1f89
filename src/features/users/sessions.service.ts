import { randomBytes } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager, In, IsNull, MoreThan, Not } from 'typeorm';
import { sha256 } from '../../platform/access/admin-key';
import type { Principal } from '../../platform/access/principal';
import { permissionsOf } from '../../platform/access/roles';
import { Store } from '../../platform/store/store';
import { SessionEntity } from './session.entity';
import type { User } from './user';
import { UserEntity } from './user.entity';

/** A working day; then the password is asked for again. */
export const SESSION_MS = 12 * 3_600_000;

/** More browsers than anybody has open. */
const SESSIONS_OF_ONE = 50;

/** What the id of a principal who has signed in begins with. */
const PREFIX = 'user:';

interface Session {
  readonly userId: string;
  readonly principal: Principal & { readonly expiresAt: number };
}

/** A user whose password was right, and is that one. */
export type KnownUser = User & { readonly passwordHash: string };

export interface Begun {
  readonly token: string;
  readonly principal: Principal;
}

/**
 * Those who have signed in. Kept in memory by the hash of what the cookie holds, as with keys: asking who somebody is takes
 * neither the store nor a promise.
 */
@Injectable()
export class SessionsService implements OnModuleInit {
  readonly #byHash = new Map<string, Session>();
  readonly #listeners: ((principalId: string) => void)[] = [];

  constructor(private readonly store: Store) {}

  async onModuleInit(): Promise<void> {
    const rows = await this.store.reader.findBy(SessionEntity, { expiresAt: MoreThan(Date.now()) });
    const users = await this.store.reader.find(UserEntity);
    const byId = new Map(users.map((user) => [user.id, user]));
    for (const { hash, userId, expiresAt } of rows) {
      const user = byId.get(userId);
      if (user) this.#byHash.set(hash, sessionOf(user, Number(expiresAt)));
    }
  }

  /** @returns what the cookie is to hold, of which only the hash is kept; undefined if the password counts no longer */
  async begin({ passwordHash, ...user }: KnownUser, now: number): Promise<Begun | undefined> {
    this.#forgetExpired(now);
    const token = randomBytes(32).toString('base64url');
    const hash = hashOf(token);
    const session = sessionOf(user, now + SESSION_MS);
    const { expiresAt } = session.principal;
    const tooMany = this.#oldestOf(user.id);
    const begun = await this.store.write(async (manager) => {
      // The user may have been deleted, or have got another password or role, since the password was checked.
      const { id, role } = user;
      const agentId = user.agentId ?? IsNull();
      if (!(await manager.existsBy(UserEntity, { id, passwordHash, role, agentId }))) return false;
      await manager.insert(SessionEntity, { hash, userId: user.id, expiresAt });
      await manager.delete(SessionEntity, { hash: In(tooMany) });
      return true;
    });
    if (!begun) return undefined;
    this.#byHash.set(hash, session);
    this.#forget(tooMany);
    return { token, principal: session.principal };
  }

  /** Whose session it is; undefined if it is none, or over. */
  principalOf(token: string, now: number = Date.now()): Principal | undefined {
    const principal = this.#byHash.get(hashOf(token))?.principal;
    return principal && principal.expiresAt > now ? principal : undefined;
  }

  async end(token: string): Promise<void> {
    const hash = hashOf(token);
    await this.store.write((manager) => manager.delete(SessionEntity, { hash }));
    this.#forget([hash]);
  }

  /**
   * Ends the sessions of a user together with what makes them count no longer: both, or nothing.
   * @param but the one that goes on, by what its cookie holds
   */
  async endWith<T>(userId: string, work: (manager: EntityManager) => Promise<T>, but?: string): Promise<T> {
    const kept = but === undefined ? '' : hashOf(but);
    const result = await this.store.write(async (manager) => {
      const done = await work(manager);
      await manager.delete(SessionEntity, { userId, hash: Not(kept) });
      return done;
    });
    const ended = [...this.#byHash].filter(([hash, session]) => session.userId === userId && hash !== kept);
    this.#forget(ended.map(([hash]) => hash));
    return result;
  }

  /** Calls back with a principal's id once one of its sessions has been ended. */
  onEnded(listener: (principalId: string) => void): void {
    this.#listeners.push(listener);
  }

  /** Once it is stored that they have ended. */
  #forget(hashes: readonly string[]): void {
    const ids = new Set<string>();
    for (const hash of hashes) {
      const session = this.#byHash.get(hash);
      if (session) ids.add(session.principal.id);
      this.#byHash.delete(hash);
    }
    for (const id of ids) for (const listener of this.#listeners) listener(id);
  }

  /** Whoever has signed in again and again is not signed in everywhere for ever: there is room for one more. */
  #oldestOf(userId: string): readonly string[] {
    const all = [...this.#byHash].filter(([, session]) => session.userId === userId);
    const oldestFirst = all.sort(([, a], [, b]) => a.principal.expiresAt - b.principal.expiresAt);
    return oldestFirst.slice(0, -(SESSIONS_OF_ONE - 1)).map(([hash]) => hash);
  }

  /** The store lets them go by and by. */
  #forgetExpired(now: number): void {
    for (const [hash, { principal }] of this.#byHash)
      if (principal.expiresAt <= now) this.#byHash.delete(hash);
  }
}

/** The user who has signed in; undefined for a key. */
export function userIdOf({ id }: Principal): string | undefined {
  return id.startsWith(PREFIX) ? id.slice(PREFIX.length) : undefined;
}

/** Of a user, as {@link userIdOf} takes it. */
export function principalIdOf(userId: string): string {
  return PREFIX + userId;
}

function hashOf(token: string): string {
  return sha256(token).toString('hex');
}

function sessionOf({ id, name, role, agentId }: Omit<User, 'createdAt'>, expiresAt: number): Session {
  const principal = {
    id: `${PREFIX}${id}`,
    name,
    role,
    permissions: new Set(permissionsOf(role)),
    ...(agentId === null ? {} : { agentId }),
    expiresAt,
  };
  return { userId: id, principal };
}
