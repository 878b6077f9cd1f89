import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { By } from '../access/by.decorator';
import { Needs } from '../access/needs.decorator';
import type { Principal } from '../access/principal';
import { mapPage } from '../lists/paging';
import { Operation } from '../openapi/operation.decorator';
import { AuditPageDto, AuditQueryDto } from './audit.dto';
import { AuditService } from './audit.service';
import type { AuditEntryEntity } from './audit-entry.entity';
import { withoutNumbers } from './without-numbers';

@ApiTags('access')
@Needs('administer')
@Controller('audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Operation('List what was changed or commanded, and by whom', {
    description:
      'Newest first, unless sorted otherwise. Numbers in bodies are masked for those without `numbers:real`.',
  })
  @Get()
  @ZodResponse({ status: 200, type: AuditPageDto })
  async list(@Query() query: AuditQueryDto, @By() { permissions }: Principal) {
    const page = mapPage(await this.audit.list(query), toResource);
    if (permissions.has('numbers:real')) return page;
    return mapPage(page, ({ body, ...entry }) => ({ ...entry, body: withoutNumbers(body) }));
  }
}

function toResource({ id, at, byId, byName, byRole, body, ...entry }: AuditEntryEntity) {
  return {
    id,
    time: new Date(Number(at)).toISOString(),
    by: { id: byId, name: byName, role: byRole },
    ...entry,
    body: body === null ? null : (JSON.parse(body) as unknown),
  };
}
