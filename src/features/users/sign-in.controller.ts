import { Body, Controller, Get, HttpCode, Post, Put, Req, Res } from '@nestjs/common';
import { ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ZodResponse } from 'nestjs-zod';
import { By } from '../../platform/access/by.decorator';
import { AnyKey } from '../../platform/access/needs.decorator';
import { isOwnPage } from '../../platform/access/own-page';
import type { Principal } from '../../platform/access/principal';
import { Public } from '../../platform/access/public.decorator';
import { sessionCookie, sessionToken } from '../../platform/access/session-cookie';
import { ClientAddresses } from '../../platform/http/client/client-addresses';
import { Operation } from '../../platform/openapi/operation.decorator';
import { Refused } from '../../platform/refusals/refused';
import { OwnPasswordService } from './own-password.service';
import { SESSION_MS, SessionsService } from './sessions.service';
import { SignInService } from './sign-in.service';
import { ChangeOwnPasswordDto, MeDto, SignInDto } from './user.dto';

@ApiTags('access')
@Controller()
export class SignInController {
  constructor(
    private readonly signIns: SignInService,
    private readonly sessions: SessionsService,
    private readonly ownPassword: OwnPasswordService,
    private readonly addresses: ClientAddresses,
  ) {}

  @Operation('Sign in', {
    description: 'Answers with a session cookie, which counts for twelve hours in place of a key.',
    errors: ['wrong-credentials', 'foreign-page', 'too-many-attempts', 'locked-out', 'passwords-busy'],
  })
  @Public()
  @Post('sign-in')
  @HttpCode(200)
  @ZodResponse({ status: 200, type: MeDto })
  async signIn(
    @Body() credentials: SignInDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    // Another's page could else sign somebody in as its own user, and watch what they do.
    if (!isOwnPage(request.headers)) throw new Refused('foreign-page', 'Sign in on our own page.');
    const { token, principal } = await this.signIns.signIn(credentials, this.addresses.of(request));
    // For the audit log.
    request.principal = principal;
    response.setHeader('Set-Cookie', sessionCookie(request.headers, token, SESSION_MS));
    return toResource(principal);
  }

  @Operation('Sign out', {
    description:
      'Ends the session and takes its cookie back. A key counts on: it is revoked by `DELETE /api-keys/{id}`.',
  })
  @AnyKey()
  @Post('sign-out')
  @HttpCode(204)
  async signOut(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    const token = sessionToken(request.headers.cookie);
    if (token !== undefined) await this.sessions.end(token);
    response.setHeader('Set-Cookie', sessionCookie(request.headers, '', 0));
  }

  @Operation('Get the one who asks', {
    description: 'The key, or the user who has signed in: with role, agent and everything that they may do.',
  })
  @AnyKey()
  @Get('me')
  @ZodResponse({ status: 200, type: MeDto })
  me(@By() by: Principal) {
    return toResource(by);
  }

  @Operation('Change your own password', {
    description: 'Of the user who has signed in; ends all sessions of theirs but this one. Keys have none.',
    errors: [
      'no-password',
      'wrong-password',
      'easily-guessed',
      'password-changed',
      'too-many-attempts',
      'locked-out',
      'passwords-busy',
      'user-not-found',
    ],
  })
  @AnyKey()
  @ApiSecurity('session')
  @Put('me/password')
  @HttpCode(204)
  async changePassword(
    @Body() change: ChangeOwnPasswordDto,
    @By() by: Principal,
    @Req() request: Request,
  ): Promise<void> {
    const token = sessionToken(request.headers.cookie);
    await this.ownPassword.change(change, by, token, this.addresses.of(request));
  }
}

function toResource({ id, name, role, agentId, permissions }: Principal) {
  return { id, name, role, agent: agentId ?? null, permissions: [...permissions] };
}
