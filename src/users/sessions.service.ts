import { randomBytes } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { In, IsNull, LessThanOrEqual } from 'typeorm';
import { sha256 } from '../access/admin-key';
import type { Principal } from '../access/principal';
import { permissionsOf } from '../access/roles';
import { Store } from '../persistence/store';
import { SessionEntity } from './session.entity';
import type { User } from './user';
import { UserEntity } from './user.entity';

/** A working day; then the password is asked for again. */
export const SESSION_MS = 12 * 3_600_000;

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
 * Who has signed in. Kept in memory by the hash of what the cookie holds, as with keys: asking who somebody is takes
 * neither the store nor a promise.
 */
@Injectable()
export class SessionsService implements OnModuleInit {
  private readonly byHash = new Map<string, Session>();
  private readonly listeners: ((principalId: string) => void)[] = [];

  constructor(private readonly store: Store) {}

  async onModuleInit(): Promise<void> {
    await this.forgetExpired(Date.now());
    const rows = await this.store.reader.find(SessionEntity);
    const users = await this.store.reader.findBy(UserEntity, { id: In(rows.map(({ userId }) => userId)) });
    const byId = new Map(users.map((user) => [user.id, user]));
    for (const { hash, userId, expiresAt } of rows) {
      const user = byId.get(userId);
      if (user) this.byHash.set(hash, sessionOf(user, Number(expiresAt)));
    }
  }

  /** @returns what the cookie is to hold, of which only the hash is kept; undefined if the password counts no longer */
  async begin({ passwordHash, ...user }: KnownUser, now: number): Promise<Begun | undefined> {
    await this.forgetExpired(now);
    const token = randomBytes(32).toString('base64url');
    const hash = hashOf(token);
    const session = sessionOf(user, now + SESSION_MS);
    const { expiresAt } = session.principal;
    const begun = await this.store.write(async (manager) => {
      // He may have been deleted, or have got another one or another role, since his was checked.
      const { id, role } = user;
      const agentId = user.agentId ?? IsNull();
      if (!(await manager.existsBy(UserEntity, { id, passwordHash, role, agentId }))) return false;
      await manager.insert(SessionEntity, { hash, userId: user.id, expiresAt });
      return true;
    });
    if (!begun) return undefined;
    this.byHash.set(hash, session);
    return { token, principal: session.principal };
  }

  /** Whose session it is; undefined if it is none, or over. */
  principalOf(token: string, now: number = Date.now()): Principal | undefined {
    const principal = this.byHash.get(hashOf(token))?.principal;
    return principal && principal.expiresAt > now ? principal : undefined;
  }

  async end(token: string): Promise<void> {
    await this.endThose(([hash]) => hash === hashOf(token));
  }

  async endAllOf(userId: string): Promise<void> {
    await this.endThose(([, session]) => session.userId === userId);
  }

  /** Calls back with a principal's id once one of his sessions has been ended. */
  onEnded(listener: (principalId: string) => void): void {
    this.listeners.push(listener);
  }

  private async endThose(which: (entry: [string, Session]) => boolean): Promise<void> {
    const ended = [...this.byHash].filter(which);
    for (const [hash] of ended) this.byHash.delete(hash);
    const hashes = ended.map(([hash]) => hash);
    await this.store.write((manager) => manager.delete(SessionEntity, { hash: In(hashes) }));
    const ids = new Set(ended.map(([, { principal }]) => principal.id));
    for (const id of ids) for (const listener of this.listeners) listener(id);
  }

  private async forgetExpired(now: number): Promise<void> {
    for (const [hash, { principal }] of this.byHash) if (principal.expiresAt <= now) this.byHash.delete(hash);
    await this.store.write((manager) => manager.delete(SessionEntity, { expiresAt: LessThanOrEqual(now) }));
  }
}

function hashOf(token: string): string {
  return sha256(token).toString('hex');
}

function sessionOf({ id, name, role, agentId }: Omit<User, 'createdAt'>, expiresAt: number): Session {
  const principal = {
    id: `user:${id}`,
    name,
    role,
    permissions: new Set(permissionsOf(role)),
    ...(agentId === null ? {} : { agentId }),
    expiresAt,
  };
  return { userId: id, principal };
}
