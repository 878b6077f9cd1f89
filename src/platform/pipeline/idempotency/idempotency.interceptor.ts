import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { statusOf, toProblem } from '../../http/problem';
import { StoredAnswer } from '../../http/stored-answer';
import { toRefused } from '../../http/to-refused';
import { Refused } from '../../refusals/refused';
import { IdempotencyService, type Outcome } from './idempotency.service';
import { IDEMPOTENT } from './idempotent.decorator';

/** Carries `Idempotency-Key` out for routes marked `@Idempotent()`. Outermost, so that it sees the finished answer. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly service: IdempotencyService,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const key = request.headers['idempotency-key'];
    if (key === undefined || !this.reflector.get<boolean>(IDEMPOTENT, context.getHandler()))
      return next.handle();
    if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
      throw new Refused('invalid-idempotency-key', 'Idempotency-Key takes 1-255 visible ASCII characters.');
    }
    const command = { scope: request.principal?.id ?? '', key, fingerprint: fingerprintOf(request) };
    const response = context.switchToHttp().getResponse<Response>();
    return from(this.service.once(command, () => perform(next, response)));
  }
}

function fingerprintOf(request: Request): string {
  const parts = [request.method, request.originalUrl, JSON.stringify(request.body ?? null)];
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}

async function perform(next: CallHandler, response: Response): Promise<Outcome<unknown>> {
  try {
    const result: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
    const body = result === undefined ? '' : JSON.stringify(result);
    return {
      answer: new StoredAnswer(response.statusCode, 'application/json; charset=utf-8', body),
      give: () => result,
    };
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    return {
      answer: errorAnswer(failure),
      give: () => {
        throw failure;
      },
    };
  }
}

function errorAnswer(error: Error): StoredAnswer {
  const refused = toRefused(error);
  if (!refused) return new StoredAnswer(500, '', '');
  return new StoredAnswer(statusOf(refused), 'application/problem+json', JSON.stringify(toProblem(refused)));
}
