import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { By } from '../../platform/access/by.decorator';
import { Needs } from '../../platform/access/needs.decorator';
import { type Principal } from '../../platform/access/principal';
import { mapPage } from '../../platform/lists/paging';
import { type ResourceVersion, Version } from '../../platform/http/version/resource-version';
import type { User } from './user';
import {
  ChangePasswordDto,
  CreateUserDto,
  UpdateUserDto,
  UserDto,
  UserListQueryDto,
  UserPageDto,
} from './user.dto';
import { Guessing } from './guessing';
import { UsersService } from './users.service';

@ApiTags('access')
@Needs('administer')
@Controller('users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly guessing: Guessing,
  ) {}

  @Get()
  @ZodResponse({ status: 200, type: UserPageDto })
  async list(@Query() query: UserListQueryDto) {
    return mapPage(await this.users.list(query), toResource);
  }

  @Post()
  @ZodResponse({ status: 201, type: UserDto })
  async create(
    @Body() { agent, ...body }: CreateUserDto,
    @By() by: Principal,
    @Version() version: ResourceVersion,
  ) {
    return toResource(version.tell(await this.users.create({ ...body, agentId: agent ?? null }, by)));
  }

  @Get(':id')
  @ZodResponse({ status: 200, type: UserDto })
  async get(@Param('id') id: string, @Version() version: ResourceVersion) {
    return toResource(version.tell(await this.users.get(id)));
  }

  /** Signs the user out everywhere: what they may do is part of their sessions. */
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

  /** Signs the user out everywhere, and lifts a lock that wrong passwords have brought. */
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

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string, @Version() version: ResourceVersion): Promise<void> {
    await this.users.remove(id, version);
  }
}

function toResource({ id, name, role, agentId, createdAt }: User) {
  return { id, name, role, agent: agentId, createdAt: new Date(createdAt).toISOString() };
}
