import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager, Not } from 'typeorm';
import { refuseToGiveBeyond } from '../access/lacking';
import type { Principal } from '../access/principal';
import { permissionsOf, type Role } from '../access/roles';
import { AgentsService } from '../agents/agents.service';
import { mapPage, type Page } from '../http/paging';
import { ApiError } from '../http/problem';
import { anyVersion, type Expected } from '../http/version/resource-version';
import { newId } from '../persistence/new-id';
import { keepContaining, readPage } from '../persistence/read-page';
import { Store } from '../persistence/store';
import { hashPassword, isPassword } from './passwords';
import { type KnownUser, SessionsService } from './sessions.service';
import type { User } from './user';
import type { UserListQuery } from './user.dto';
import { UserEntity } from './user.entity';

export interface NewUser {
  readonly name: string;
  readonly password: string;
  readonly role: Role;
  readonly agentId: string | null;
}

export type UserChanges = Partial<Omit<NewUser, 'password'>>;

@Injectable()
export class UsersService implements OnModuleInit {
  constructor(
    private readonly store: Store,
    private readonly agents: AgentsService,
    private readonly sessions: SessionsService,
  ) {}

  onModuleInit(): void {
    this.agents.keepWhileUsed(async (agentId, manager) => {
      const users = await manager.findBy(UserEntity, { agentId });
      return users.map(({ id, name }) => ({ type: 'user', id, name }));
    });
  }

  async list(asked: UserListQuery): Promise<Page<User>> {
    const query = this.store.reader.createQueryBuilder(UserEntity, 'person');
    const { q, role } = asked;
    if (q !== undefined) keepContaining(query, ['LOWER(person.name)'], q);
    if (role !== undefined) query.andWhere('person.role = :role', { role });
    const page = await readPage(query, asked, {
      id: 'person.id',
      created: 'person.id',
      name: 'LOWER(person.name)',
      role: 'person.role',
    });
    return mapPage(page, toUser);
  }

  /** @throws ApiError 404 `user-not-found` */
  async get(id: string): Promise<User> {
    return toUser(await rowOf(this.store.reader, id));
  }

  /** @throws ApiError 403 `forbidden` for more than `by` may himself; 409 `name-taken`, 422 `unknown-agent` */
  async create({ password, ...given }: NewUser, by: Principal): Promise<User> {
    refuseToGiveBeyond(by, permissionsOf(given.role));
    const now = Date.now();
    const user: User = { id: newId(now), ...given, createdAt: now };
    await this.refuseUnknownAgent(user);
    const passwordHash = await hashPassword(password);
    await this.store.write(async (manager) => {
      await refuseTakenName(manager, user);
      await manager.insert(UserEntity, { ...user, passwordHash });
    });
    return user;
  }

  /**
   * He is signed out at once. Who becomes something else than an agent has no agent any longer.
   * @throws ApiError 403 `forbidden` if he may more than `by`, or would; 404 `user-not-found`, 409 `name-taken`, 412, 422
   *   `unknown-agent`, `agent-and-role`
   */
  async update(
    id: string,
    changes: UserChanges,
    by: Principal,
    expected: Expected = anyVersion,
  ): Promise<User> {
    const user = await this.store.write(async (manager) => {
      const before = toUser(await rowOf(manager, id));
      expected.check(before);
      const changed = withChanges(before, changes);
      for (const { role } of [before, changed]) refuseToGiveBeyond(by, permissionsOf(role));
      await this.refuseUnknownAgent(changed);
      await refuseTakenName(manager, changed);
      await manager.update(UserEntity, { id }, changed);
      return changed;
    });
    await this.sessions.endAllOf(id);
    return user;
  }

  /**
   * Whoever has signed in with the old one has to do so again. The new one could be used by who sets it.
   * @throws ApiError 403 `forbidden` if he may more than `by`; 404 `user-not-found`, 412
   */
  async changePassword(
    id: string,
    password: string,
    by: Principal,
    expected: Expected = anyVersion,
  ): Promise<User> {
    const passwordHash = await hashPassword(password);
    const user = await this.store.write(async (manager) => {
      const before = toUser(await rowOf(manager, id));
      expected.check(before);
      refuseToGiveBeyond(by, permissionsOf(before.role));
      await manager.update(UserEntity, { id }, { passwordHash });
      return before;
    });
    await this.sessions.endAllOf(id);
    return user;
  }

  /** He is signed out at once. @throws ApiError 404 `user-not-found`, 412 */
  async remove(id: string, expected: Expected = anyVersion): Promise<void> {
    await this.store.write(async (manager) => {
      expected.check(toUser(await rowOf(manager, id)));
      await manager.delete(UserEntity, { id });
    });
    await this.sessions.endAllOf(id);
  }

  /** The user with this name and password; undefined if there is none, which takes as long as finding one. */
  async byPassword(name: string, password: string): Promise<KnownUser | undefined> {
    const row = await this.store.reader.findOneBy(UserEntity, { name });
    return (await isPassword(row?.passwordHash, password)) && row
      ? { ...toUser(row), passwordHash: row.passwordHash }
      : undefined;
  }

  private async refuseUnknownAgent({ agentId }: User): Promise<void> {
    if (agentId === null || (await this.agents.find(agentId))) return;
    throw new ApiError(422, 'unknown-agent', 'There is no such agent.');
  }
}

function withChanges(before: User, changes: UserChanges): User {
  const role = changes.role ?? before.role;
  const agentId = changes.agentId === undefined && role !== 'agent' ? null : before.agentId;
  const changed: User = { ...before, agentId, ...changes };
  if ((changed.role === 'agent') === (changed.agentId !== null)) return changed;
  const message = 'belongs to the role agent, and only to it';
  throw new ApiError(422, 'agent-and-role', 'Name an agent for the role agent, and only for it.', {
    errors: [{ path: 'agent', code: 'agent-and-role', message }],
  });
}

async function rowOf(manager: EntityManager, id: string): Promise<UserEntity> {
  const row = await manager.findOneBy(UserEntity, { id });
  if (!row) throw userNotFound();
  return row;
}

async function refuseTakenName(manager: EntityManager, { id, name }: User): Promise<void> {
  if (!(await manager.existsBy(UserEntity, { name, id: Not(id) }))) return;
  throw new ApiError(409, 'name-taken', 'Another user has this name.');
}

function userNotFound(): ApiError {
  return new ApiError(404, 'user-not-found', 'There is no such user.');
}

function toUser({ passwordHash: _, createdAt, ...user }: UserEntity): User {
  return { ...user, createdAt: Number(createdAt) };
}
