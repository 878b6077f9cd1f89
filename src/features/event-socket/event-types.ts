import type { EventTypes } from '../../platform/events/event-type';
import { incidentTypes, manyIncidents } from '../../platform/events/incident-types';
import { agentEvents } from '../agents/agent-events';
import { callEvents } from '../calls/call-event-types';
import { lineEvents } from '../lines/line-events';
import { ringGroupEvents } from '../ring-groups/ring-group-events';
import { trunkEvents } from '../trunks/trunk-events';
import { pbxEvents } from './pbx-events';
import { streamEvents } from './stream-events';

/** Everything that the event socket can tell, by area. */
export const eventTypes = {
  ...streamEvents,
  ...callEvents,
  ...agentEvents,
  ...lineEvents,
  ...ringGroupEvents,
  ...trunkEvents,
  ...pbxEvents,
  ...incidentTypes,
  ...manyIncidents,
} satisfies EventTypes;
