import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { Needs } from '../access/needs.decorator';
import { mapPage } from '../http/paging';
import type { User } from './user';
import { ChangePasswordDto, CreateUserDto, UserDto, UserListQueryDto, UserPageDto } from './user.dto';
import { SignInService } from './sign-in.service';
import { UsersService } from './users.service';

@ApiTags('access')
@Needs('administer')
@Controller('users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly signIns: SignInService,
  ) {}

  @Get()
  @ZodResponse({ status: 200, type: UserPageDto })
  async list(@Query() query: UserListQueryDto) {
    return mapPage(await this.users.list(query), toResource);
  }

  @Post()
  @ZodResponse({ status: 201, type: UserDto })
  async create(@Body() { agent, ...body }: CreateUserDto) {
    return toResource(await this.users.create({ ...body, agentId: agent ?? null }));
  }

  /** Signs him out everywhere, and lifts a lock that wrong passwords have brought. */
  @Put(':id/password')
  @ZodResponse({ status: 200, type: UserDto })
  async changePassword(@Param('id') id: string, @Body() { password }: ChangePasswordDto) {
    const user = await this.users.changePassword(id, password);
    this.signIns.unlock(user.name);
    return toResource(user);
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string): Promise<void> {
    await this.users.remove(id);
  }
}

function toResource({ id, name, role, agentId, createdAt }: User) {
  return { id, name, role, agent: agentId, createdAt: new Date(createdAt).toISOString() };
}
