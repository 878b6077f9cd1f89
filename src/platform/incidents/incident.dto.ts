import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { filteredTime, listQuery, pageOf } from '../lists/paging';

const incidentQuery = listQuery(['time'], '-time', {
  type: z.string().min(1).max(100).optional().describe('Only of this type, e.g. `security.locked-out`.'),
  source: z.string().min(1).max(100).optional().describe('Only what came from this address.'),
  from: filteredTime.optional(),
  to: filteredTime.optional(),
});

export type IncidentQuery = z.output<typeof incidentQuery>;
export class IncidentQueryDto extends createZodDto(incidentQuery) {}

const incident = z.object({
  id: z.string(),
  time: z.string().describe('When the first was; ISO 8601, UTC.'),
  lastTime: z.string().describe('When the last of those was that are counted here; ISO 8601, UTC.'),
  type: z.string().describe('As the type of its event.'),
  detail: z.string().describe('What happened and what to do, in one sentence.'),
  source: z.string().describe('The address that it came from, where one is known.').nullable(),
  count: z.number().int().describe('How many alike it stands for.'),
  data: z.record(z.string(), z.unknown()),
});

export class IncidentPageDto extends createZodDto(pageOf(incident)) {}
