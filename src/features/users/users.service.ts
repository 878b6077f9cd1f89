import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager, Not } from 'typeorm';
import { refuseToGiveBeyond } from '../../platform/access/lacking';
import type { Principal } from '../../platform/access/principal';
import { permissionsOf, type Role } from '../../platform/access/roles';
import { anyVersion, type Expected } from '../../platform/http/version/resource-version';
import { mapPage, type Page } from '../../platform/lists/paging';
import { keepContaining, readPage } from '../../platform/lists/read-page';
import { Refused } from '../../platform/refusals/refused';
import { isEasilyGuessed } from '../../platform/settings/easily-guessed';
import { newId } from '../../platform/store/new-id';
import { Store } from '../../platform/store/store';
import { AgentsService } from '../agents/agents.service';
import { unknownAgentAt } from '../agents/unknown-agent';
import { hashPassword, isPassword } from './passwords';
import { type KnownUser, SessionsService } from './sessions.service';
import type { Precedence } from './turns';
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

  /** @throws Refused `user-not-found` */
  async get(id: string): Promise<User> {
    return toUser(await rowOf(this.store.reader, id));
  }

  /** @throws Refused `forbidden` for more than `by` may; `name-taken`, `unknown-agent`, `easily-guessed`; `passwords-busy` */
  async create({ password, ...given }: NewUser, by: Principal): Promise<User> {
    refuseToGiveBeyond(by, permissionsOf(given.role));
    refuseEasilyGuessed(password, given.name, 'password');
    const now = Date.now();
    const user: User = { id: newId(now), ...given, createdAt: now };
    await this.#refuseUnknownAgent(user);
    const passwordHash = await hashPassword(password);
    await this.store.write(async (manager) => {
      await refuseTakenName(manager, user);
      await manager.insert(UserEntity, { ...user, passwordHash });
    });
    return user;
  }

  /**
   * The user is signed out at once. One who becomes something else than an agent has no agent any longer.
   * @throws Refused `forbidden` if they may more than `by`, or would; `user-not-found`, `name-taken`, `precondition-failed`
   *   `unknown-agent`, `agent-and-role`
   */
  async update(
    id: string,
    changes: UserChanges,
    by: Principal,
    expected: Expected = anyVersion,
  ): Promise<User> {
    return this.sessions.endWith(id, async (manager) => {
      const before = toUser(await rowOf(manager, id));
      expected.check(before);
      const changed = withChanges(before, changes);
      for (const { role } of [before, changed]) refuseToGiveBeyond(by, permissionsOf(role));
      await this.#refuseUnknownAgent(changed);
      await refuseTakenName(manager, changed);
      await manager.update(UserEntity, { id }, changed);
      return changed;
    });
  }

  /**
   * Whoever has signed in with the old one has to do so again. The one who sets the new one could use it.
   * @throws Refused `forbidden` if the user may more than `by`; `user-not-found`, `precondition-failed`; `easily-guessed`
   */
  async changePassword(
    id: string,
    password: string,
    by: Principal,
    expected: Expected = anyVersion,
  ): Promise<User> {
    refuseEasilyGuessed(password, (await this.get(id)).name, 'password');
    const passwordHash = await hashPassword(password);
    return this.sessions.endWith(id, async (manager) => {
      const before = toUser(await rowOf(manager, id));
      expected.check(before);
      refuseToGiveBeyond(by, permissionsOf(before.role));
      await manager.update(UserEntity, { id }, { passwordHash });
      return before;
    });
  }

  /**
   * By whoever knows the old one; their other sessions end.
   * @param token of the session that goes on
   * @throws Refused `easily-guessed`; `user-not-found`, `password-changed` if somebody was quicker
   */
  async replacePassword(
    { id, name, passwordHash: old }: KnownUser,
    password: string,
    token: string,
  ): Promise<void> {
    refuseEasilyGuessed(password, name, 'newPassword');
    const passwordHash = await hashPassword(password);
    const work = async (manager: EntityManager) => {
      if ((await rowOf(manager, id)).passwordHash !== old)
        throw new Refused('password-changed', 'It was changed in the same moment; sign in again.');
      await manager.update(UserEntity, { id }, { passwordHash });
    };
    await this.sessions.endWith(id, work, token);
  }

  /** The user is signed out at once. @throws Refused `user-not-found`, `precondition-failed` */
  async remove(id: string, expected: Expected = anyVersion): Promise<void> {
    await this.sessions.endWith(id, async (manager) => {
      expected.check(toUser(await rowOf(manager, id)));
      await manager.delete(UserEntity, { id });
    });
  }

  async idOf(name: string): Promise<string | undefined> {
    return (await this.store.reader.findOneBy(UserEntity, { name }))?.id;
  }

  /**
   * The user with this name and password; undefined if there is none, which takes as long as finding one.
   * @throws Refused `passwords-busy`. Whatever is thrown: the password was not looked at
   */
  async byPassword(name: string, password: string, precedence: Precedence): Promise<KnownUser | undefined> {
    const row = await this.store.reader.findOneBy(UserEntity, { name });
    return (await isPassword(row?.passwordHash, password, precedence)) && row
      ? { ...toUser(row), passwordHash: row.passwordHash }
      : undefined;
  }

  async #refuseUnknownAgent({ agentId }: User): Promise<void> {
    if (agentId === null || (await this.agents.find(agentId))) return;
    throw new Refused('unknown-agent', 'There is no such agent.', { errors: [unknownAgentAt('agent')] });
  }
}

/** @param field that it was given in. @throws Refused `easily-guessed` */
function refuseEasilyGuessed(password: string, name: string, field: 'password' | 'newPassword'): void {
  if (!isEasilyGuessed(password, [name])) return;
  const message =
    'is among the first that anybody would try, or hardly more than the name; three or four words that have nothing to do with each other are good';
  throw new Refused('easily-guessed', `The password ${message}.`, {
    errors: [{ path: field, code: 'easily-guessed', message }],
  });
}

function withChanges(before: User, changes: UserChanges): User {
  const role = changes.role ?? before.role;
  const agentId = changes.agentId === undefined && role !== 'agent' ? null : before.agentId;
  const changed: User = { ...before, agentId, ...changes };
  if ((changed.role === 'agent') === (changed.agentId !== null)) return changed;
  const message = 'belongs to the role agent, and only to it';
  throw new Refused('agent-and-role', 'Name an agent for the role agent, and only for it.', {
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
  throw new Refused('name-taken', 'Another user has this name.');
}

function userNotFound(): Refused {
  return new Refused('user-not-found', 'There is no such user.');
}

function toUser({ passwordHash: _, createdAt, ...user }: UserEntity): User {
  return { ...user, createdAt: Number(createdAt) };
}
