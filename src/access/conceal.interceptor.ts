import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import { map, type Observable } from 'rxjs';
import { conceal } from './conceal';

/** The outermost of all: whatever a route answers, real numbers are for those only who may see them. */
@Injectable()
export class ConcealInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { principal } = context.switchToHttp().getRequest<Request>();
    if (!principal || principal.permissions.has('numbers:real')) return next.handle();
    return next.handle().pipe(map((body: unknown) => conceal(body)));
  }
}
