import { Injectable, Logger } from '@nestjs/common';
import type { Request } from 'express';
import { LessThan } from 'typeorm';
import { type Page, toPage } from '../http/paging';
import { newId } from '../persistence/new-id';
import { PreparedInsert } from '../persistence/prepared-insert';
import { Store } from '../persistence/store';
import { AuditEntryEntity } from './audit-entry.entity';
import { withoutSecrets } from './without-secrets';

/** More of a body than this is of use to nobody who reads the log. */
const MAX_BODY_CHARS = 4_096;

/** What a request came to; without `code` it was carried out. */
export interface Outcome {
  readonly status: number;
  readonly code?: string;
}

export interface AuditQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Only what this principal did. */
  readonly by?: string | undefined;
}

type Row = Pick<AuditEntryEntity, keyof AuditEntryEntity>;

const columns = [
  'id',
  'at',
  'byId',
  'byName',
  'byRole',
  'method',
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
    const { principal, method } = request;
    if (!principal) return;
    const at = Date.now();
    const entry: Row = {
      id: newId(at),
      at,
      byId: principal.id,
      byName: principal.name,
      byRole: principal.role,
      method,
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

  /** Newest first. */
  async list({ limit, cursor, by }: AuditQuery): Promise<Page<AuditEntryEntity>> {
    const rows = await this.store.reader.find(AuditEntryEntity, {
      where: {
        ...(cursor === undefined ? {} : { id: LessThan(cursor) }),
        ...(by === undefined ? {} : { byId: by }),
      },
      order: { id: 'DESC' },
      take: limit + 1,
    });
    return toPage(rows, limit);
  }
}

function bodyOf({ body }: Request): string | null {
  if (body === undefined || body === null) return null;
  const text = JSON.stringify(withoutSecrets(body));
  return text.length <= MAX_BODY_CHARS ? text : JSON.stringify({ tooLong: text.length });
}
