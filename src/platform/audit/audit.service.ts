import { Injectable, Logger } from '@nestjs/common';
import type { Request } from 'express';
import { API_PREFIX } from '../http/api-prefix';
import { ClientAddresses } from '../http/client/client-addresses';
import { LargeBody } from '../http/large/large-body';
import { pathOf } from '../http/path-of';
import type { Page } from '../lists/paging';
import { readPage } from '../lists/read-page';
import { firstIdAt, newId } from '../store/new-id';
import { PreparedInsert } from '../store/prepared-insert';
import { Store } from '../store/store';
import type { AuditQuery } from './audit.dto';
import { AuditEntryEntity } from './audit-entry.entity';
import { withoutSecrets } from './without-secrets';

/** More of a body than this is of use to nobody who reads the log. */
const MAX_BODY_CHARS = 4_096;

/** Whoever has not signed in. */
const stranger = { id: 'nobody', name: 'not signed in', role: 'none' };

/** What a request came to; without `code` it was carried out. */
export interface Outcome {
  readonly status: number;
  readonly code?: string;
}

/** What somebody did who sent us no request. */
interface Told extends Pick<AuditEntryEntity, 'path' | 'status' | 'address'> {
  readonly action: string;
  readonly code: string;
  readonly body: Readonly<Record<string, unknown>>;
}

type Row = Pick<AuditEntryEntity, keyof AuditEntryEntity>;

const columns = [
  'id',
  'at',
  'address',
  'byId',
  'byName',
  'byRole',
  'method',
  'action',
  'path',
  'status',
  'code',
  'body',
] as const satisfies (keyof Row)[];

@Injectable()
export class AuditService {
  readonly #logger = new Logger(AuditService.name);
  readonly #entries: PreparedInsert<Row>;

  constructor(
    private readonly store: Store,
    private readonly addresses: ClientAddresses,
  ) {
    this.#entries = new PreparedInsert(store.reader, AuditEntryEntity, columns);
  }

  /** Reading is not recorded: it changes nothing. */
  concerns({ method }: Request): boolean {
    return !['GET', 'HEAD', 'OPTIONS'].includes(method);
  }

  /** Adds an entry, later if the store does not take it now. Does not fail: what was carried out was carried out. */
  async record(request: Request, { status, code }: Outcome): Promise<void> {
    const { method } = request;
    const by = request.principal ?? stranger;
    // Of those who are not known, only one who wanted to be somebody, or would have been let in but for a failure of ours: what
    // else they send is refused unread, and never ends.
    if (by === stranger && status !== 401 && status < 500) return;
    const at = Date.now();
    const entry: Row = {
      id: newId(at),
      at,
      address: this.addresses.of(request),
      byId: by.id,
      byName: by.name,
      byRole: by.role,
      method,
      action: actionOf(request),
      path: pathOf(request.originalUrl),
      status,
      code: code ?? null,
      body: bodyOf(request),
    };
    await this.#write(entry);
  }

  /** As {@link record}, of what came by no request but by Asterisk. */
  async recordOwn({ action, body, ...told }: Told): Promise<void> {
    const at = Date.now();
    const { id, name, role } = stranger;
    const by = { byId: id, byName: name, byRole: role };
    await this.#write({
      id: newId(at),
      at,
      ...by,
      method: 'SIP',
      action,
      ...told,
      body: JSON.stringify(body),
    });
  }

  async #write(entry: Row): Promise<void> {
    try {
      await this.store.eventually((manager) => this.#entries.run(manager, entry));
    } catch (err) {
      const { body: _, ...logged } = entry;
      this.#logger.error({ err, entry: logged }, 'the audit log could not be written');
    }
  }

  async list(asked: AuditQuery): Promise<Page<AuditEntryEntity>> {
    const query = this.store.reader.createQueryBuilder(AuditEntryEntity, 'entry');
    const { by, action, path, address, from, to } = asked;
    if (by !== undefined) query.andWhere('entry.byId = :by', { by });
    if (action !== undefined) query.andWhere('entry.action = :action', { action });
    if (path !== undefined) query.andWhere('entry.path = :path', { path });
    if (address !== undefined) query.andWhere('entry.address = :address', { address });
    if (from !== undefined) query.andWhere('entry.id >= :from', { from: firstIdAt(Date.parse(from)) });
    if (to !== undefined) query.andWhere('entry.id < :to', { to: firstIdAt(Date.parse(to)) });
    return readPage(query, asked, { id: 'entry.id', time: 'entry.id' });
  }

  /** From where somebody has done something last, the newest first, as far as it was carried out. */
  async addressesOf(by: string, action: string, atMost: number): Promise<readonly string[]> {
    const entries = await this.store.reader
      .createQueryBuilder(AuditEntryEntity, 'entry')
      .where('entry.byId = :by', { by })
      // Not by the index of actions, in which are everybody's, and all failures.
      .andWhere("COALESCE(entry.action, '') = :action", { action })
      .andWhere('entry.status < 300')
      .orderBy('entry.id', 'DESC')
      .take(atMost)
      .getMany();
    return entries.flatMap(({ address }) => (address === null ? [] : [address]));
  }
}

/** `/agents/:id` rather than the agent's own address: what was done, to whomever. */
function actionOf({ method, route }: Request): string | null {
  const { path } = (route ?? {}) as { readonly path?: unknown };
  return typeof path === 'string' ? `${method} ${path.replace(`/${API_PREFIX}`, '')}` : null;
}

function bodyOf({ body }: Request): string | null {
  if (body === undefined || body === null) return null;
  if (body instanceof LargeBody) return JSON.stringify({ tooLong: body.bytes.length });
  const text = JSON.stringify(withoutSecrets(body));
  return text.length <= MAX_BODY_CHARS ? text : JSON.stringify({ tooLong: text.length });
}
