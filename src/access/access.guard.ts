import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { AuditService } from '../audit/audit.service';
import { ApiError } from '../http/problem';
import { AccessService } from './access.service';
import { lacking } from './lacking';
import { type Need, NEEDS } from './needs.decorator';
import type { Principal } from './principal';
import { PUBLIC } from './public.decorator';

/**
 * Lets nobody in without a key or a session, save where a route says that it is public, and nobody but administrators where a route
 * does not say who else: one that is added and forgets to say so stays shut.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly access: AccessService,
    private readonly audit: AuditService,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const said = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, said)) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const principal = this.access.principalOfRequest(request.headers);
    if (!principal) {
      throw new ApiError(
        401,
        'unauthenticated',
        'Send a valid key as "Authorization: Bearer <key>", or sign in.',
      );
    }
    request.principal = principal;
    const need = this.reflector.getAllAndOverride<Need | undefined>(NEEDS, said) ?? 'administer';
    const refusal = refusalOf(principal, request.method, need);
    if (!refusal) return true;
    if (this.audit.concerns(request)) await this.audit.record(request, refusal);
    throw refusal;
  }
}

function refusalOf({ permissions }: Principal, method: string, need: Need): ApiError | null {
  if (!['GET', 'HEAD'].includes(method) && !permissions.has('commands')) {
    return new ApiError(403, 'forbidden', 'This key may read only.');
  }
  return need === 'any-key' || permissions.has(need) ? null : lacking(need);
}
