import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { agentStates, agentStatuses } from '../../core/agent';
import { givenId, oneLine } from '../../platform/http/fields';
import { contained, filteredId, listQuery, pageOf } from '../../platform/lists/paging';

const name = oneLine(100);
const extension = z.string().regex(/^[0-9]{2,6}$/, 'must be 2 to 6 digits');
const status = z.enum(agentStatuses);

export class CreateAgentDto extends createZodDto(
  z.strictObject({ name, extension, status: status.default('available') }),
) {}

/** In an export: the status, which agents set themselves, is not something that is set up. */
export const agentItem = z.strictObject({ id: givenId, name, extension });
export type AgentItem = z.output<typeof agentItem>;

export class UpdateAgentDto extends createZodDto(
  z.strictObject({
    name: name.exactOptional(),
    extension: extension.exactOptional(),
    status: status.exactOptional(),
  }),
) {}

const agent = z.object({
  id: z.string(),
  name: z.string(),
  extension: z.string(),
  status: status.describe('As the agent has set it.'),
  state: z
    .enum(agentStates)
    .describe('What holds at this moment: the status shows only while nothing stronger does.'),
});

export class AgentDto extends createZodDto(agent) {}
export class AgentPageDto extends createZodDto(pageOf(agent)) {}

const agentListQuery = listQuery(['created', 'name', 'extension', 'status'], 'created', {
  q: contained.optional().describe('Name or extension contains it.'),
  status: status
    .optional()
    .describe('Only those who have set this status; `state`, which holds at the moment, may be another.'),
  line: filteredId.optional().describe('Only those who work on this line.'),
});

export type AgentListQuery = z.output<typeof agentListQuery>;
export class AgentListQueryDto extends createZodDto(agentListQuery) {}
