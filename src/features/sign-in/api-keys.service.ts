import { randomBytes } from 'node:crypto';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { AgentUse } from '../../core/agent';
import { sha256 } from '../../platform/access/admin-key';
import { refuseToGiveBeyond } from '../../platform/access/lacking';
import type { Principal } from '../../platform/access/principal';
import { permissionsOf } from '../../platform/access/roles';
import { type Page, pageOfAll } from '../../platform/lists/paging';
import { Refused } from '../../platform/refusals/refused';
import { newId } from '../../platform/store/new-id';
import { Store } from '../../platform/store/store';
import { fromJson } from '../../platform/store/unreadable-row';
import { AgentsService } from '../agents/agents.service';
import { unknownAgentAt } from '../agents/unknown-agent';
import type { ApiKey } from './api-key';
import type { ApiKeyListQuery } from './api-key.dto';
import { ApiKeyEntity } from './api-key.entity';

/** Use within this time of the last that was noted is not noted: a busy key would cost a write a request. */
const NOTE_USE_EVERY_MS = 60_000;

export type NewApiKey = Pick<ApiKey, 'name' | 'role' | 'agentId' | 'permissions' | 'expiresAt'>;

/**
 * All keys are kept in memory by their hash, so that asking who somebody is needs neither the store nor a promise. Keys
 * have 256 random bits: a look-up by their hash tells nothing by the time it takes.
 */
@Injectable()
export class ApiKeysService implements OnModuleInit {
  readonly #logger = new Logger(ApiKeysService.name);
  readonly #byHash = new Map<string, ApiKey>();
  readonly #listeners: ((principalId: string) => void)[] = [];

  constructor(
    private readonly store: Store,
    private readonly agents: AgentsService,
  ) {}

  async onModuleInit(): Promise<void> {
    this.agents.keepWhileUsed((agentId) => Promise.resolve(this.#usesOf(agentId)));
    const rows = await this.store.reader.find(ApiKeyEntity);
    const known = this.store.readable(rows, (row) => [row.hash, toKey(row)] as const);
    for (const [hash, key] of known) this.#byHash.set(hash, key);
  }

  /** @param hash SHA-256 of what was sent as a key. @returns who holds it; undefined if it is none or has expired */
  principalOf(hash: Buffer, nowMs: number = Date.now()): Principal | undefined {
    const hex = hash.toString('hex');
    const key = this.#byHash.get(hex);
    if (!key || (key.expiresAt !== null && key.expiresAt <= nowMs)) return undefined;
    if (nowMs - (key.lastUsedAt ?? 0) >= NOTE_USE_EVERY_MS) this.#noteUse(hex, key, nowMs);
    return toPrincipal(key);
  }

  /** Calls back with a principal's id once its key does not count any longer. */
  onRevoked(listener: (principalId: string) => void): void {
    this.#listeners.push(listener);
  }

  list(asked: ApiKeyListQuery): Page<ApiKey> {
    const text = asked.q?.toLowerCase() ?? '';
    const keys = [...this.#byHash.values()].filter(
      ({ name, role }) =>
        name.toLowerCase().includes(text) && (asked.role === undefined || asked.role === role),
    );
    return pageOfAll(keys, asked, {
      created: ({ id }) => id,
      name: ({ name }) => name.toLowerCase(),
      role: ({ role }) => role,
    });
  }

  /** @throws Refused `forbidden` for more than `by` may; `unknown-agent`, `already-expired` */
  async create(given: NewApiKey, by: Principal): Promise<{ readonly apiKey: ApiKey; readonly key: string }> {
    refuseToGiveBeyond(by, given.permissions ?? permissionsOf(given.role));
    const createdAt = Date.now();
    if (given.expiresAt !== null && given.expiresAt <= createdAt) {
      throw new Refused('already-expired', 'The key would have expired already.');
    }
    if (given.agentId !== null && !(await this.agents.find(given.agentId))) {
      throw new Refused('unknown-agent', 'There is no such agent.', { errors: [unknownAgentAt('agent')] });
    }
    const key = `baton_${randomBytes(32).toString('base64url')}`;
    const hash = sha256(key).toString('hex');
    const apiKey: ApiKey = { id: newId(), ...given, createdAt, lastUsedAt: null };
    const permissions = given.permissions && JSON.stringify(given.permissions);
    await this.store.write((manager) => manager.insert(ApiKeyEntity, { ...apiKey, permissions, hash }));
    this.#byHash.set(hash, apiKey);
    return { apiKey, key };
  }

  /** It counts no longer, from now on. @throws Refused `api-key-not-found` */
  async remove(id: string): Promise<void> {
    const [hash] = [...this.#byHash].find(([, key]) => key.id === id) ?? [];
    if (hash === undefined) throw new Refused('api-key-not-found', 'There is no such key.');
    await this.store.write((manager) => manager.delete(ApiKeyEntity, { id }));
    this.#byHash.delete(hash);
    for (const listener of this.#listeners) listener(principalIdOf(id));
  }

  #usesOf(agentId: string): readonly AgentUse[] {
    const keys = [...this.#byHash.values()].filter((key) => key.agentId === agentId);
    return keys.map(({ id, name }) => ({ type: 'api-key', id, name }));
  }

  #noteUse(hash: string, key: ApiKey, lastUsedAt: number): void {
    this.#byHash.set(hash, { ...key, lastUsedAt });
    this.store
      .write((manager) => manager.update(ApiKeyEntity, { id: key.id }, { lastUsedAt }))
      .catch((err: unknown) => this.#logger.error({ err }, 'the use of a key could not be noted'));
  }
}

function principalIdOf(keyId: string): string {
  return `key:${keyId}`;
}

function toPrincipal({ id, name, role, agentId, permissions, expiresAt }: ApiKey): Principal {
  return {
    id: principalIdOf(id),
    name,
    role,
    permissions: new Set(permissions ?? permissionsOf(role)),
    ...(agentId === null ? {} : { agentId }),
    ...(expiresAt === null ? {} : { expiresAt }),
  };
}

function toKey({ hash: _, permissions, createdAt, expiresAt, lastUsedAt, ...row }: ApiKeyEntity): ApiKey {
  return {
    ...row,
    permissions:
      permissions === null ? null : (fromJson(permissions, 'api_keys', row.id) as ApiKey['permissions']),
    createdAt: Number(createdAt),
    expiresAt: expiresAt === null ? null : Number(expiresAt),
    lastUsedAt: lastUsedAt === null ? null : Number(lastUsedAt),
  };
}
