import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import type { Request, Response } from 'express';
import { By } from '../access/by.decorator';
import { AnyKey } from '../access/needs.decorator';
import { isOwnPage } from '../access/own-page';
import type { Principal } from '../access/principal';
import { Public } from '../access/public.decorator';
import { sessionCookie, sessionToken } from '../access/session-cookie';
import { ApiError } from '../http/problem';
import { SESSION_MS, SessionsService } from './sessions.service';
import { SignInService } from './sign-in.service';
import { MeDto, SignInDto } from './user.dto';

@ApiTags('access')
@Controller()
export class SignInController {
  constructor(
    private readonly signIns: SignInService,
    private readonly sessions: SessionsService,
  ) {}

  /** Answers with a session cookie, which counts for twelve hours in place of a key. */
  @Public()
  @Post('sign-in')
  @HttpCode(200)
  @ZodResponse({ status: 200, type: MeDto })
  async signIn(
    @Body() credentials: SignInDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    // Another's page could else sign somebody in as its own user, and watch what he does.
    if (!isOwnPage(request.headers)) throw new ApiError(403, 'foreign-page', 'Sign in on our own page.');
    const { token, principal } = await this.signIns.signIn(credentials, request.socket.remoteAddress ?? '');
    // For the audit log.
    request.principal = principal;
    response.setHeader('Set-Cookie', sessionCookie(request.headers, token, SESSION_MS));
    return toResource(principal);
  }

  /** Ends the session. */
  @AnyKey()
  @Post('sign-out')
  @HttpCode(204)
  async signOut(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    const token = sessionToken(request.headers.cookie);
    if (token !== undefined) await this.sessions.end(token);
    response.setHeader('Set-Cookie', sessionCookie(request.headers, '', 0));
  }

  /** Who asks, and what he may do. */
  @AnyKey()
  @Get('me')
  @ZodResponse({ status: 200, type: MeDto })
  me(@By() by: Principal) {
    return toResource(by);
  }
}

function toResource({ id, name, role, agentId, permissions }: Principal) {
  return { id, name, role, agent: agentId ?? null, permissions: [...permissions] };
}
