import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { isTooDeep } from './nesting';
import { ApiError } from './problem';

/** Largest body taken, in bytes. The biggest honest request, a line with its agents, stays well below. */
const LIMIT_BYTES = 64 * 1024;
/** A file with everything that is set up: some 10 MB with 5,000 each of agents, lines and groups. */
const LARGE_LIMIT_BYTES = 64 * 1024 * 1024;

const NOT_UTF8 = 'charset.malformed';

/** What is known of a request before its body is read. */
export interface BodyRules {
  /** Whether it goes to a route that takes the body as it comes. */
  readonly readsItsBody: (request: Request) => boolean;
  /** Whether its sender may send something large there. */
  readonly mayBeLarge: (request: IncomingMessage) => boolean;
}

/** Reads JSON bodies, and nothing else; what cannot be read is refused with a code of its own. */
export function useJsonBody(app: NestExpressApplication, { readsItsBody, mayBeLarge }: BodyRules): void {
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (readsItsBody(request)) next();
    else refuseOtherTypes(request, response, next);
  });
  const verify = refuseOtherThanUtf8;
  app.useBodyParser('json', { limit: LARGE_LIMIT_BYTES, type: mayBeLarge, verify });
  app.useBodyParser('json', { limit: LIMIT_BYTES, verify });
  app.use(explainUnreadable);
  app.use(refuseTooDeep);
}

/** RFC 8259, 8.1. The parser would put a replacement character wherever it cannot read, and take the rest as it is. */
function refuseOtherThanUtf8(_request: unknown, _response: unknown, body: Buffer, encoding: string): void {
  if (encoding === 'utf-8' && isUtf8(body)) return;
  throw Object.assign(new Error('not UTF-8'), { type: NOT_UTF8 });
}

function refuseTooDeep(request: Request, _response: Response, next: NextFunction): void {
  if (isTooDeep(request.body)) {
    next(new ApiError(400, 'nested-too-deeply', 'The body has more levels than any request of this API.'));
    return;
  }
  next();
}

function refuseOtherTypes(request: Request, _response: Response, next: NextFunction): void {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > 0;
  if (hasBody && request.is('application/json') !== 'application/json') {
    next(new ApiError(415, 'unsupported-media-type', 'Bodies are taken as application/json only.'));
    return;
  }
  next();
}

// Express tells error handlers from others by their four parameters.
function explainUnreadable(error: unknown, _request: Request, _response: Response, next: NextFunction): void {
  next(toBodyError(error) ?? error);
}

function toBodyError(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  const { type, status, limit } = error as Readonly<Record<'type' | 'status' | 'limit', unknown>>;
  switch (type) {
    case NOT_UTF8:
      return new ApiError(400, 'not-utf-8', 'The body is not UTF-8.', { cause: error });
    case 'entity.parse.failed':
      return new ApiError(400, 'malformed-json', 'The body is not JSON.', { cause: error });
    case 'entity.too.large':
      return new ApiError(413, 'body-too-large', `The body is longer than ${Number(limit)} bytes.`, {
        cause: error,
      });
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return new ApiError(415, 'unsupported-media-type', 'The encoding of the body is not known.', {
        cause: error,
      });
    default:
      // The others (a body that breaks off, does not unpack, has another length than was said) are the sender's as well.
      return typeof status === 'number' && status >= 400 && status < 500
        ? new ApiError(status, 'unreadable-body', 'The body could not be read.', { cause: error })
        : undefined;
  }
}
