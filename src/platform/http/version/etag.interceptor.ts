import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type Observable, tap } from 'rxjs';
import { tagOf } from './tag';

/**
 * Sends the `ETag` of what a handler told the version of. The outermost of all, as the tag is one of the answer as it goes
 * out. Express answers 304 by it.
 */
@Injectable()
export class ETagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    return next.handle().pipe(
      tap((body: unknown) => {
        const request = http.getRequest<Request>();
        const told = request.resourceVersion?.told;
        if (told === undefined) return;
        // Says that no cache may answer, and we are none: `fetch` adds it to every request with `If-None-Match`.
        delete request.headers['cache-control'];
        const response = http.getResponse<Response>();
        response.setHeader('ETag', `"${told}.${tagOf(JSON.stringify(body))}"`);
        response.setHeader('Cache-Control', 'private, no-cache');
      }),
    );
  }
}
