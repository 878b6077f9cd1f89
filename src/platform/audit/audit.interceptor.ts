import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { outcomeOf } from '../http/problem';
import { AuditService } from './audit.service';

/**
 * Records every change and command, carried out or refused, before it is answered. Lies within the idempotency
 * interceptor: an answer that is only repeated did nothing, and is not recorded again.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(private readonly audit: AuditService) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    if (!this.audit.concerns(request)) return next.handle();
    return from(this.#carryOut(next, request, http.getResponse<Response>()));
  }

  async #carryOut(next: CallHandler, request: Request, response: Response): Promise<unknown> {
    let result: unknown;
    try {
      result = await lastValueFrom(next.handle(), { defaultValue: undefined });
    } catch (error) {
      await this.audit.record(request, outcomeOf(error));
      throw error;
    }
    await this.audit.record(request, { status: response.statusCode });
    return result;
  }
}
