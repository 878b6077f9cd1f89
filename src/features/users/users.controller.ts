import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { By } from '../../platform/access/by.decorator';
import { Needs } from '../../platform/access/needs.decorator';
import type { Principal } from '../../platform/access/principal';
import { type ResourceVersion, Version } from '../../platform/http/version/resource-version';
import { mapPage } from '../../platform/lists/paging';
import { Operation } from '../../platform/openapi/operation.decorator';
import { Guessing } from './guessing';
import type { User } from './user';
import {
  ChangePasswordDto,
  CreateUserDto,
  UpdateUserDto,
  UserDto,
  UserListQueryDto,
  UserPageDto,
} from './user.dto';
import { UsersService } from './users.service';

@ApiTags('access')
@Needs('administer')
@Controller('users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly guessing: Guessing,
  ) {}

  @Operation('List users', {
    description:
      'People who sign in with name and password. Programs have keys instead, which `GET /api-keys` lists.',
  })
  @Get()
  @ZodResponse({ status: 200, type: UserPageDto })
  async list(@Query() query: UserListQueryDto) {
    return mapPage(await this.users.list(query), toResource);
  }

  @Operation('Create a user', {
    description:
      'They sign in with name and password. A user of the role agent has the agent whose calls they see.',
    errors: ['name-taken', 'agent-and-role', 'easily-guessed', 'passwords-busy', 'forbidden'],
    errorsOfFields: ['unknown-agent'],
  })
  @Post()
  @ZodResponse({ status: 201, type: UserDto })
  async create(
    @Body() { agent, ...body }: CreateUserDto,
    @By() by: Principal,
    @Version() version: ResourceVersion,
  ) {
    return toResource(version.tell(await this.users.create({ ...body, agentId: agent ?? null }, by)));
  }

  @Operation('Get a user', {
    description:
      'With the role and, of the role agent, the agent whose calls the user reaches. Nobody can read a password again.',
    errors: ['user-not-found'],
  })
  @Get(':id')
  @ZodResponse({ status: 200, type: UserDto })
  async get(@Param('id') id: string, @Version() version: ResourceVersion) {
    return toResource(version.tell(await this.users.get(id)));
  }

  @Operation('Change a user', {
    description: 'Signs the user out everywhere: what they may do is part of their sessions.',
    errors: ['user-not-found', 'name-taken', 'agent-and-role', 'forbidden', 'precondition-failed'],
    errorsOfFields: ['unknown-agent'],
  })
  @Patch(':id')
  @ZodResponse({ status: 200, type: UserDto })
  async update(
    @Param('id') id: string,
    @Body() { agent, ...body }: UpdateUserDto,
    @By() by: Principal,
    @Version() version: ResourceVersion,
  ) {
    const changes = { ...body, ...(agent === undefined ? {} : { agentId: agent }) };
    return toResource(version.tell(await this.users.update(id, changes, by, version)));
  }

  @Operation("Set a user's password", {
    description: 'Signs the user out everywhere, and lifts a lock that wrong passwords have brought.',
    errors: [
      'user-not-found',
      'easily-guessed',
      'password-changed',
      'passwords-busy',
      'forbidden',
      'precondition-failed',
    ],
  })
  @Put(':id/password')
  @ZodResponse({ status: 200, type: UserDto })
  async changePassword(
    @Param('id') id: string,
    @Body() { password }: ChangePasswordDto,
    @By() by: Principal,
    @Version() version: ResourceVersion,
  ) {
    const user = await this.users.changePassword(id, password, by, version);
    this.guessing.unlock(user.name);
    return toResource(version.tell(user));
  }

  @Operation('Delete a user', {
    description: 'The user is signed out at once.',
    errors: ['user-not-found', 'precondition-failed'],
  })
  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string, @Version() version: ResourceVersion): Promise<void> {
    await this.users.remove(id, version);
  }
}

function toResource({ id, name, role, agentId, createdAt }: User) {
  return { id, name, role, agent: agentId, createdAt: new Date(createdAt).toISOString() };
}
