import { type Call, leg } from '../../core/call/call';
import type { CallEvent } from '../../core/call/inputs';
import type { MemberKey } from '../../core/ringing/ring-group';
import type { RingGroupMemory } from '../ring-groups/ring-group-memory';
import type { AgentActivities } from './agent-activities';
import type { CallObserver } from './call-observers';

/** Tells the groups what became of their members: round-robin, longest-idle, fewest-calls and wrap-up live by it. */
export class GroupNews implements CallObserver {
  constructor(
    private readonly memory: Pick<RingGroupMemory, 'tried' | 'answered' | 'ended' | 'wrapUp'>,
    private readonly activities: Pick<AgentActivities, 'wrapUpBegan'>,
  ) {}

  update(call: Call, events: readonly CallEvent[], now: number): void {
    for (const event of events) {
      if (event.type !== 'leg.added' && event.type !== 'leg.answered' && event.type !== 'leg.ended') continue;
      const about = leg(call, event.leg);
      if (!about) continue;
      if (event.type === 'leg.added' && about.seat) {
        void this.memory.tried(about.seat.groupId, about.seat.layer, about.seat.member as MemberKey);
      }
      if (about.party.type !== 'agent') continue;
      const { agentId } = about.party;
      if (event.type === 'leg.answered') void this.memory.answered(agentId, now);
      if (event.type === 'leg.ended' && about.answeredAt !== undefined) {
        void this.memory.ended(agentId, now);
        if (about.wrapUpMs === undefined) continue;
        void this.memory.wrapUp(agentId, now + about.wrapUpMs);
        this.activities.wrapUpBegan(agentId, now + about.wrapUpMs);
      }
    }
  }
}
