import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { Needs } from '../access/needs.decorator';
import { mapPage } from '../http/paging';
import type { AuditEntryEntity } from './audit-entry.entity';
import { AuditPageDto, AuditQueryDto } from './audit.dto';
import { AuditService } from './audit.service';

@ApiTags('access')
@Needs('administer')
@Controller('audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  /** Who changed or commanded what; newest first, unless sorted otherwise. */
  @Get()
  @ZodResponse({ status: 200, type: AuditPageDto })
  async list(@Query() query: AuditQueryDto) {
    return mapPage(await this.audit.list(query), toResource);
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
