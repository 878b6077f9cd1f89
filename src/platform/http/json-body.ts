import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { Refused } from '../refusals/refused';
import { LargeBody } from './large/large-body';
import { unauthenticated } from './unauthenticated';
import { refuseUnfit } from './unfit';

/** Largest body taken, in bytes. The biggest honest request, a line with its agents, stays well below. */
const LIMIT_BYTES = 64 * 1024;
/** A file with everything that is set up: some 10 MB with 5,000 each of agents, lines and groups. */
const LARGE_LIMIT_BYTES = 64 * 1024 * 1024;

const NOT_UTF8 = 'charset.malformed';

/** What is known of a request before its body is read. */
export interface BodyRules {
  /** Whether its sender is known, or may send a body without. */
  readonly maySend: (request: Request) => boolean;
  /** Whether it goes to a route that takes the body as it comes. */
  readonly readsItsBody: (request: Request) => boolean;
  /** Whether its sender may send something large there. */
  readonly mayBeLarge: (request: IncomingMessage) => boolean;
}

/** Reads JSON bodies, and nothing else; what cannot be read is refused with a code of its own. */
export function useJsonBody(app: NestExpressApplication, rules: BodyRules): void {
  const { maySend, readsItsBody, mayBeLarge } = rules;
  app.use((request: Request, _response: Response, next: NextFunction) => {
    if (!hasBody(request) || maySend(request)) next();
    else next(unauthenticated());
  });
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (readsItsBody(request)) next();
    else refuseOtherTypes(request, response, next);
  });
  app.use(oneAtATime(mayBeLarge));
  app.useBodyParser('raw', { limit: LARGE_LIMIT_BYTES, type: mayBeLarge });
  app.useBodyParser('json', { limit: LIMIT_BYTES, verify: refuseOtherThanUtf8 });
  app.use(explainUnreadable);
  app.use(takeBytes);
  app.use((request: Request, _response: Response, next: NextFunction) => {
    if (!(request.body instanceof LargeBody)) refuseUnfit(request.body);
    next();
  });
}

/** Each takes up to some hundred MB of memory until it is dealt with. */
function oneAtATime(mayBeLarge: BodyRules['mayBeLarge']) {
  let isBusy = false;
  return (request: Request, response: Response, next: NextFunction): void => {
    const isLarge =
      mayBeLarge(request) && hasBody(request) && !(Number(request.headers['content-length']) <= LIMIT_BYTES);
    if (isLarge && isBusy) {
      const detail = 'One large request is carried out at a time; wait until the other one is answered.';
      next(new Refused('another-large-request', detail, { retryAfterSeconds: 5 }));
      return;
    }
    if (isLarge) {
      isBusy = true;
      response.once('close', () => (isBusy = false));
    }
    next();
  };
}

/** What has been read as it came: parsed at once where that takes no time, else by whoever takes it. */
function takeBytes(request: Request, _response: Response, next: NextFunction): void {
  const bytes: unknown = request.body;
  if (!Buffer.isBuffer(bytes)) {
    next();
    return;
  }
  if (!saysUtf8(request) || !isUtf8(bytes)) throw notUtf8();
  request.body = bytes.length <= LIMIT_BYTES ? parsed(bytes) : new LargeBody(bytes);
  next();
}

/** What says nothing is UTF-8 (RFC 8259, 8.1). */
function saysUtf8({ headers }: Request): boolean {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '') ?? [];
  return charset.toLowerCase() === 'utf-8';
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw malformed(cause);
  }
}

/** RFC 8259, 8.1. The parser would put a replacement character wherever it cannot read, and take the rest as it is. */
function refuseOtherThanUtf8(_request: unknown, _response: unknown, body: Buffer, encoding: string): void {
  if (encoding === 'utf-8' && isUtf8(body)) return;
  throw Object.assign(new Error('not UTF-8'), { type: NOT_UTF8 });
}

function refuseOtherTypes(request: Request, _response: Response, next: NextFunction): void {
  if (hasBody(request) && request.is('application/json') !== 'application/json') {
    next(new Refused('unsupported-media-type', 'Bodies are taken as application/json only.'));
    return;
  }
  next();
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
}

// Express tells error handlers from others by their four parameters.
function explainUnreadable(error: unknown, _request: Request, _response: Response, next: NextFunction): void {
  next(toBodyError(error) ?? error);
}

function toBodyError(error: unknown): Refused | undefined {
  if (error instanceof Refused) return error;
  const { type, status, limit } = error as Readonly<Record<'type' | 'status' | 'limit', unknown>>;
  switch (type) {
    case NOT_UTF8:
      return notUtf8(error);
    case 'entity.parse.failed':
      return malformed(error);
    case 'entity.too.large':
      return new Refused('body-too-large', `The body is longer than ${Number(limit)} bytes.`, {
        cause: error,
      });
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return new Refused('unsupported-media-type', 'The encoding of the body is not known.', {
        cause: error,
      });
    default:
      // The others (a body that breaks off, does not unpack, has another length than was said) are the sender's as well.
      return typeof status === 'number' && status >= 400 && status < 500
        ? new Refused('unreadable-body', 'The body could not be read.', { cause: error })
        : undefined;
  }
}

function notUtf8(cause?: unknown): Refused {
  return new Refused('not-utf-8', 'The body is not UTF-8.', { cause });
}

function malformed(cause: unknown): Refused {
  return new Refused('malformed-json', 'The body is not JSON.', { cause });
}
