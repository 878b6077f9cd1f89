import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { pageOf, pageQuery } from '../http/paging';

export class AuditQueryDto extends createZodDto(
  pageQuery.extend({ by: z.string().min(1).max(64).optional().describe('Only what this one did.') }),
) {}

const entry = z.object({
  id: z.string(),
  time: z.string().describe('ISO 8601, UTC'),
  by: z.object({ id: z.string(), name: z.string(), role: z.string() }),
  method: z.string(),
  path: z.string(),
  status: z.number().int().describe('HTTP status of the answer.'),
  code: z.string().nullable().describe('Why it was refused; null if it was carried out.'),
  body: z.unknown().describe('What was sent, without secrets.'),
});

export class AuditPageDto extends createZodDto(pageOf(entry)) {}
