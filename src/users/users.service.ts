import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Role } from '../access/roles';
import { AgentsService } from '../agents/agents.service';
import { mapPage, type Page } from '../http/paging';
import { ApiError } from '../http/problem';
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

@Injectable()
export class UsersService implements OnModuleInit {
  constructor(
    private readonly store: Store,
    private readonly agents: AgentsService,
    private readonly sessions: SessionsService,
  ) {}

  onModuleInit(): void {
    this.agents.keepWhileUsed(async (agentId) => {
      const users = await this.store.reader.findBy(UserEntity, { agentId });
      return users.map(({ id, name }) => ({ type: 'user', id, name }));
    });
  }

  async list(asked: UserListQuery): Promise<Page<User>> {
    const query = this.store.reader.createQueryBuilder(UserEntity, 'person');
    const { q, role } = asked;
    if (q !== undefined) keepContaining(query, ['person.name'], q);
    if (role !== undefined) query.andWhere('person.role = :role', { role });
    const page = await readPage(query, asked, {
      id: 'person.id',
      created: 'person.id',
      name: 'LOWER(person.name)',
      role: 'person.role',
    });
    return mapPage(page, toUser);
  }

  /** @throws ApiError 409 `name-taken`, 422 `unknown-agent` */
  async create({ password, ...given }: NewUser): Promise<User> {
    if (given.agentId !== null && !(await this.agents.find(given.agentId))) {
      throw new ApiError(422, 'unknown-agent', 'There is no such agent.');
    }
    const now = Date.now();
    const user: User = { id: newId(now), ...given, createdAt: now };
    const passwordHash = await hashPassword(password);
    await this.store.write(async (manager) => {
      if (await manager.existsBy(UserEntity, { name: user.name })) {
        throw new ApiError(409, 'name-taken', 'Another user has this name.');
      }
      await manager.insert(UserEntity, { ...user, passwordHash });
    });
    return user;
  }

  /** Whoever has signed in with the old one has to do so again. @throws ApiError 404 `user-not-found` */
  async changePassword(id: string, password: string): Promise<User> {
    const passwordHash = await hashPassword(password);
    await this.store.write(async (manager) => {
      const { affected } = await manager.update(UserEntity, { id }, { passwordHash });
      if (affected !== 1) throw userNotFound();
    });
    await this.sessions.endAllOf(id);
    return this.get(id);
  }

  /** He is signed out at once. @throws ApiError 404 `user-not-found` */
  async remove(id: string): Promise<void> {
    const { affected } = await this.store.write((manager) => manager.delete(UserEntity, { id }));
    if (affected !== 1) throw userNotFound();
    await this.sessions.endAllOf(id);
  }

  /** The user with this name and password; undefined if there is none, which takes as long as finding one. */
  async byPassword(name: string, password: string): Promise<KnownUser | undefined> {
    const row = await this.store.reader.findOneBy(UserEntity, { name });
    return (await isPassword(row?.passwordHash, password)) && row
      ? { ...toUser(row), passwordHash: row.passwordHash }
      : undefined;
  }

  private async get(id: string): Promise<User> {
    const row = await this.store.reader.findOneBy(UserEntity, { id });
    if (!row) throw userNotFound();
    return toUser(row);
  }
}

function userNotFound(): ApiError {
  return new ApiError(404, 'user-not-found', 'There is no such user.');
}

function toUser({ passwordHash: _, createdAt, ...user }: UserEntity): User {
  return { ...user, createdAt: Number(createdAt) };
}
