import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { Needs } from '../access/needs.decorator';
import { mapPage } from '../lists/paging';
import { Operation } from '../openapi/operation.decorator';
import { timeOfId } from '../store/new-id';
import { IncidentPageDto, IncidentQueryDto } from './incident.dto';
import type { IncidentEntity } from './incident.entity';
import { Incidents } from './incidents';

@ApiTags('access')
@Needs('administer')
@Controller('incidents')
export class IncidentsController {
  constructor(private readonly incidents: Incidents) {}

  @Operation('List what administrators should know of', {
    description:
      'Though nobody asked for it: alarms, strangers, a full disk. Newest first. The event stream tells each at once.',
  })
  @Get()
  @ZodResponse({ status: 200, type: IncidentPageDto })
  async list(@Query() query: IncidentQueryDto) {
    return mapPage(await this.incidents.list(query), toResource);
  }
}

function toResource({ id, type, detail, source, data, count, lastAt }: IncidentEntity) {
  return {
    id,
    time: new Date(timeOfId(id)).toISOString(),
    lastTime: new Date(Number(lastAt)).toISOString(),
    type,
    detail,
    source,
    count,
    data: JSON.parse(data) as Record<string, unknown>,
  };
}
