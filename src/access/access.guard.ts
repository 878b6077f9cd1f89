import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { ApiError } from '../http/problem';
import { AccessService } from './access.service';
import { PUBLIC } from './public.decorator';

/** Lets nobody in without a key, save where a route says that it is public. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly access: AccessService,
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()]))
      return true;
    const request = context.switchToHttp().getRequest<Request>();
    const principal = this.access.principalOfHeader(request.headers.authorization);
    if (!principal) {
      throw new ApiError(401, 'unauthenticated', 'Send a valid key as "Authorization: Bearer <key>".');
    }
    if (!['GET', 'HEAD'].includes(request.method) && !principal.permissions.has('commands')) {
      throw new ApiError(403, 'forbidden', 'This key may read only.');
    }
    request.principal = principal;
    return true;
  }
}
