import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { ApiError } from './problem';

/** Largest body taken, in bytes. The biggest honest request, a line with its agents, stays well below. */
const LIMIT_BYTES = 64 * 1024;

/**
 * Reads JSON bodies, and nothing else; what cannot be read is refused with a code of its own.
 * @param readsItsBody whether a request goes to a route that takes the body as it comes
 */
export function useJsonBody(app: NestExpressApplication, readsItsBody: (request: Request) => boolean): void {
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (readsItsBody(request)) next();
    else refuseOtherTypes(request, response, next);
  });
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
  const { type, status } = error as { readonly type?: unknown; readonly status?: unknown };
  switch (type) {
    case 'entity.parse.failed':
      return new ApiError(400, 'malformed-json', 'The body is not JSON.', { cause: error });
    case 'entity.too.large':
      return new ApiError(413, 'body-too-large', `The body is longer than ${LIMIT_BYTES} bytes.`, {
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
