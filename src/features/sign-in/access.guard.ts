import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { lacking } from '../../platform/access/lacking';
import { type Need, NEEDS } from '../../platform/access/needs.decorator';
import type { Principal } from '../../platform/access/principal';
import { PUBLIC } from '../../platform/access/public.decorator';
import { AuditService } from '../../platform/audit/audit.service';
import { outcomeOf } from '../../platform/http/problem';
import { unauthenticated } from '../../platform/http/unauthenticated';
import { Refused } from '../../platform/refusals/refused';
import { AccessService } from './access.service';
import { RejectedKeys } from './rejected-keys';

/**
 * Lets nobody in without a key or a session, save where a route says that it is public, and nobody but administrators where a route
 * does not say who else: one that is added and forgets to say so stays shut.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly access: AccessService,
    private readonly audit: AuditService,
    private readonly rejected: RejectedKeys,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const said = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, said)) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const principal = this.access.principalOfRequest(request.headers);
    if (!principal) {
      if (request.headers.authorization !== undefined) this.rejected.tell(request);
      throw unauthenticated();
    }
    request.principal = principal;
    const need = this.reflector.getAllAndOverride<Need | undefined>(NEEDS, said) ?? 'administer';
    const refusal = refusalOf(principal, request.method, need);
    if (!refusal) return true;
    if (this.audit.concerns(request)) await this.audit.record(request, outcomeOf(refusal));
    throw refusal;
  }
}

function refusalOf({ permissions }: Principal, method: string, need: Need): Refused | null {
  if (!['GET', 'HEAD'].includes(method) && !permissions.has('commands')) {
    return new Refused('forbidden', 'This key may read only.');
  }
  return need === 'any-key' || permissions.has(need) ? null : lacking(need);
}
