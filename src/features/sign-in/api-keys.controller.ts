import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { By } from '../../platform/access/by.decorator';
import { Needs } from '../../platform/access/needs.decorator';
import type { Principal } from '../../platform/access/principal';
import { permissionsOf } from '../../platform/access/roles';
import { mapPage } from '../../platform/lists/paging';
import { Operation } from '../../platform/openapi/operation.decorator';
import type { ApiKey } from './api-key';
import { ApiKeyListQueryDto, ApiKeyPageDto, CreateApiKeyDto, CreatedApiKeyDto } from './api-key.dto';
import { ApiKeysService } from './api-keys.service';

@ApiTags('access')
@Needs('administer')
@Controller('api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Operation('List keys', {
    description: 'Without the keys themselves, which are told once, when they are made.',
  })
  @Get()
  @ZodResponse({ status: 200, type: ApiKeyPageDto })
  list(@Query() query: ApiKeyListQueryDto) {
    return mapPage(this.keys.list(query), toResource);
  }

  @Operation('Create a key', {
    description: 'Takes no `Idempotency-Key`: to repeat the answer, the key would have to be kept.',
    errors: ['already-expired', 'forbidden'],
    errorsOfFields: ['unknown-agent'],
  })
  @Post()
  @ZodResponse({ status: 201, type: CreatedApiKeyDto })
  async create(@Body() { agent, expiresAt, permissions, ...body }: CreateApiKeyDto, @By() by: Principal) {
    const given = {
      ...body,
      agentId: agent ?? null,
      permissions: permissions ?? null,
      expiresAt: expiresAt === undefined ? null : Date.parse(expiresAt),
    };
    const { apiKey, key } = await this.keys.create(given, by);
    return { ...toResource(apiKey), key };
  }

  @Operation('Revoke a key', {
    description: 'It counts no longer, from now on; its event sockets are closed.',
    errors: ['api-key-not-found'],
  })
  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string): Promise<void> {
    await this.keys.remove(id);
  }
}

function toResource(key: ApiKey) {
  return {
    id: key.id,
    name: key.name,
    role: key.role,
    agent: key.agentId,
    permissions: [...(key.permissions ?? permissionsOf(key.role))],
    createdAt: new Date(key.createdAt).toISOString(),
    expiresAt: iso(key.expiresAt),
    lastUsedAt: iso(key.lastUsedAt),
  };
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
