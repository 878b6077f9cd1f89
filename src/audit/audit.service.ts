import { Injectable, Logger } from '@nestjs/common';
import type { Request } from 'express';
import { API_PREFIX } from '../http/api-prefix';
import type { Page } from '../http/paging';
import { firstIdAt, newId } from '../persistence/new-id';
import { PreparedInsert } from '../persistence/prepared-insert';
import { readPage } from '../persistence/read-page';
import { Store } from '../persistence/store';
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

type Row = Pick<AuditEntryEntity, keyof AuditEntryEntity>;

const columns = [
  'id',
  'at',
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
  private readonly logger = new Logger(AuditService.name);
  private readonly entries: PreparedInsert<Row>;

  constructor(private readonly store: Store) {
    this.entries = new PreparedInsert(store.reader, AuditEntryEntity, columns);
  }

  /** Reading is not recorded: it changes nothing. */
  concerns({ method }: Request): boolean {
    return !['GET', 'HEAD', 'OPTIONS'].includes(method);
  }

  /** Adds an entry. Does not fail: what was carried out was carried out, and the log says what is missing here. */
  async record(request: Request, { status, code }: Outcome): Promise<void> {
    const { method } = request;
    const by = request.principal ?? stranger;
    // Of those who are not known, only who wanted to be somebody: what else they send is refused unread, and never ends.
    if (by === stranger && status !== 401) return;
    const at = Date.now();
    const entry: Row = {
      id: newId(at),
      at,
      byId: by.id,
      byName: by.name,
      byRole: by.role,
      method,
      action: actionOf(request),
      path: request.originalUrl.replace(/\?.*$/s, ''),
      status,
      code: code ?? null,
      body: bodyOf(request),
    };
    try {
      await this.store.write((manager) => this.entries.run(manager, entry));
    } catch (err) {
      const { body: _, ...logged } = entry;
      this.logger.error({ err, entry: logged }, 'the audit log could not be written');
    }
  }

  async list(asked: AuditQuery): Promise<Page<AuditEntryEntity>> {
    const query = this.store.reader.createQueryBuilder(AuditEntryEntity, 'entry');
    const { by, action, path, from, to } = asked;
    if (by !== undefined) query.andWhere('entry.byId = :by', { by });
    if (action !== undefined) query.andWhere('entry.action = :action', { action });
    if (path !== undefined) query.andWhere('entry.path = :path', { path });
    if (from !== undefined) query.andWhere('entry.id >= :from', { from: firstIdAt(Date.parse(from)) });
    if (to !== undefined) query.andWhere('entry.id < :to', { to: firstIdAt(Date.parse(to)) });
    return readPage(query, asked, { id: 'entry.id', time: 'entry.id' });
  }
}

/** `/agents/:id` rather than the agent's own address: what was done, to whomever. */
function actionOf({ method, route }: Request): string | null {
  const { path } = (route ?? {}) as { readonly path?: unknown };
  return typeof path === 'string' ? `${method} ${path.replace(`/${API_PREFIX}`, '')}` : null;
}

function bodyOf({ body }: Request): string | null {
  if (body === undefined || body === null) return null;
  const text = JSON.stringify(withoutSecrets(body));
  return text.length <= MAX_BODY_CHARS ? text : JSON.stringify({ tooLong: text.length });
}
