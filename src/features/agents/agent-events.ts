import { z } from 'zod';
import { agentStates } from '../../core/agent';
import type { DataOf, EventTypes } from '../../platform/events/event-type';
import { AgentDto } from './agent.dto';

const agent = AgentDto.schema.omit({ state: true });

/** What is told of agents. */
export const agentEvents = {
  'agent.created': { when: 'An agent was created.', data: agent },
  'agent.updated': { when: 'An agent was changed, by themselves or by somebody else.', data: agent },
  'agent.deleted': { when: 'An agent was deleted.', data: z.object({ id: z.string() }) },
  'agent.state': {
    when: 'An agent is in another state: their phone rings, a call begins or ends, the phone comes or goes.',
    data: z.object({ id: z.string(), state: z.enum(agentStates) }),
  },
} satisfies EventTypes;

declare module '../../platform/events/event' {
  interface EventData extends DataOf<typeof agentEvents> {}
}
