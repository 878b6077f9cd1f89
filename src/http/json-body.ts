import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { ApiError } from './problem';

/** Largest body taken, in bytes. The biggest honest request, a line with its agents, stays well below. */
const LIMIT_BYTES = 64 * 1024;
/** A file with everything that is set up: some 10 MB with 5,000 each of agents, lines and groups. */
const LARGE_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * Reads JSON bodies, and nothing else; what cannot be read is refused with a code of its own.
 * @param mayBeLarge whether it is known already that the sender may send something large there
 */
export function useJsonBody(
  app: NestExpressApplication,
  mayBeLarge: (request: IncomingMessage) => boolean,
): void {
  app.use(refuseOtherTypes);
  app.useBodyParser('json', { limit: LARGE_LIMIT_BYTES, type: mayBeLarge });
  app.useBodyParser('json', { limit: LIMIT_BYTES });
  app.use(explainUnreadable);
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
  const { type, status, limit } = error as Readonly<Record<'type' | 'status' | 'limit', unknown>>;
  switch (type) {
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
      // The others (a body that breaks off, a length that does not match) are the sender's as well.
      return typeof type === 'string' && typeof status === 'number' && status < 500
        ? new ApiError(status, 'unreadable-body', 'The body could not be read.', { cause: error })
        : undefined;
  }
}
