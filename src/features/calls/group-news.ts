import { type MemberKey } from '../../core/ringing/ring-group';
import { type RingGroupMemory } from '../ring-groups/ring-group-memory';
import { type AgentActivities } from './agent-activities';
import { type Call, leg } from '../../core/call/call';
import { type CallEvent } from '../../core/call/inputs';

interface Rememberers {
  readonly memory: Pick<RingGroupMemory, 'tried' | 'answered' | 'ended' | 'wrapUp'>;
  readonly activities: Pick<AgentActivities, 'wrapUpBegan'>;
}

/** Tells the groups what became of their members: round-robin, longest-idle, fewest-calls and wrap-up live by it. */
export function remember(
  { memory, activities }: Rememberers,
  call: Call,
  events: readonly CallEvent[],
  now: number,
): void {
  for (const event of events) {
    if (event.type !== 'leg.added' && event.type !== 'leg.answered' && event.type !== 'leg.ended') continue;
    const about = leg(call, event.leg);
    if (!about) continue;
    if (event.type === 'leg.added' && about.seat) {
      void memory.tried(about.seat.groupId, about.seat.layer, about.seat.member as MemberKey);
    }
    if (about.party.type !== 'agent') continue;
    const { agentId } = about.party;
    if (event.type === 'leg.answered') void memory.answered(agentId, now);
    if (event.type === 'leg.ended' && about.answeredAt !== undefined) {
      void memory.ended(agentId, now);
      if (about.wrapUpMs === undefined) continue;
      void memory.wrapUp(agentId, now + about.wrapUpMs);
      activities.wrapUpBegan(agentId, now + about.wrapUpMs);
    }
  }
}
