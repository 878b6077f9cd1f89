import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { permissions, roles } from '../../platform/access/roles';
import { oneLine } from '../../platform/http/fields';
import { contained, listQuery, pageOf } from '../../platform/lists/paging';

const role = z.enum(roles);
const time = z.string().describe('ISO 8601, UTC');

const newApiKey = z
  .strictObject({
    name: oneLine(100),
    role,
    agent: z
      .string()
      .min(1)
      .max(64)
      .exactOptional()
      .describe('Role agent only: the agent whose calls the key reaches.'),
    permissions: z
      .array(z.enum(permissions))
      .max(permissions.length)
      .exactOptional()
      .describe('What it may do. Default: what its role may.'),
    expiresAt: z.iso.datetime().exactOptional().describe('ISO 8601, UTC. Default: it does not expire.'),
  })
  .refine((key) => (key.role === 'agent') === (key.agent !== undefined), {
    path: ['agent'],
    message: 'belongs to the role agent, and only to it',
  });

export class CreateApiKeyDto extends createZodDto(newApiKey) {}

const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  role,
  agent: z.string().describe('The agent whose calls the key reaches.').nullable(),
  permissions: z.array(z.enum(permissions)).describe('What it may do.'),
  createdAt: time,
  expiresAt: time.nullable(),
  lastUsedAt: time.nullable().describe('To the minute.'),
});

export class ApiKeyPageDto extends createZodDto(pageOf(apiKey)) {}

const apiKeyListQuery = listQuery(['created', 'name', 'role'], 'created', {
  q: contained.optional().describe('The name contains it.'),
  role: role.optional().describe('Only keys of this role.'),
});

export type ApiKeyListQuery = z.output<typeof apiKeyListQuery>;
export class ApiKeyListQueryDto extends createZodDto(apiKeyListQuery) {}

export class CreatedApiKeyDto extends createZodDto(
  apiKey.extend({ key: z.string().describe('Told only now; nobody can read it again.') }),
) {}
