import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import { catchError, concatMap, from, map, type Observable } from 'rxjs';
import { StoredAnswer } from '../http/stored-answer';
import { Store } from '../store/store';

/**
 * Nobody is told that something was done before it is on the disk, safe from a power cut. What follows from it in Asterisk
 * has not waited for that.
 */
@Injectable()
export class OnDiskInterceptor implements NestInterceptor {
  constructor(private readonly store: Store) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method } = context.switchToHttp().getRequest<Request>();
    if (['GET', 'HEAD', 'OPTIONS'].includes(method)) return next.handle();
    const onDisk = () => from(this.store.onDisk());
    return next.handle().pipe(
      // A first answer that is given again passes by as an error.
      catchError((error: unknown) => {
        if (!(error instanceof StoredAnswer)) throw error;
        return onDisk().pipe(
          map(() => {
            throw error;
          }),
        );
      }),
      concatMap((body: unknown) => onDisk().pipe(map(() => body))),
    );
  }
}
