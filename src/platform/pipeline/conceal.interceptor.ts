import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import { catchError, map, type Observable, throwError } from 'rxjs';
import { conceal } from '../access/conceal';
import { StoredAnswer } from '../http/stored-answer';

/** The outermost of all: whatever a route answers, real numbers are only for those who may see them. */
@Injectable()
export class ConcealInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { principal } = context.switchToHttp().getRequest<Request>();
    if (!principal || principal.permissions.has('numbers:real')) return next.handle();
    return next.handle().pipe(
      map((body: unknown) => conceal(body)),
      // An answer that is given again passes by as an error. It is kept whole, as rights may change in between.
      catchError((error: unknown) =>
        throwError(() => (error instanceof StoredAnswer ? withoutNumbers(error) : error)),
      ),
    );
  }
}

function withoutNumbers({ status, contentType, body }: StoredAnswer): StoredAnswer {
  return new StoredAnswer(status, contentType, body === '' ? '' : JSON.stringify(conceal(JSON.parse(body))));
}
