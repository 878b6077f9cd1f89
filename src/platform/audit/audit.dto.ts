import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { filteredId, filteredTime, listQuery, pageOf } from '../lists/paging';

const auditQuery = listQuery(['time'], '-time', {
  by: filteredId.optional().describe('Only what this one did.'),
  action: z.string().min(1).max(100).optional().describe('Method and route, e.g. `PATCH /agents/:id`.'),
  path: z.string().min(1).max(500).optional().describe('Only what was done at this address.'),
  address: z.string().min(1).max(64).optional().describe('Only what came from this address.'),
  from: filteredTime.optional(),
  to: filteredTime.optional(),
});

export type AuditQuery = z.output<typeof auditQuery>;
export class AuditQueryDto extends createZodDto(auditQuery) {}

const entry = z.object({
  id: z.string(),
  time: z.string().describe('ISO 8601, UTC'),
  by: z.object({ id: z.string(), name: z.string(), role: z.string() }),
  address: z.string().describe('Where it came from; null in entries of before this was kept.').nullable(),
  method: z.string(),
  action: z.string().describe('Method and route, e.g. `PATCH /agents/:id`.').nullable(),
  path: z.string(),
  status: z.number().int().describe('HTTP status of the answer.'),
  code: z.string().describe('Why it was refused; null if it was carried out.').nullable(),
  body: z.unknown().describe('What was sent, without secrets.'),
});

export class AuditPageDto extends createZodDto(pageOf(entry)) {}
