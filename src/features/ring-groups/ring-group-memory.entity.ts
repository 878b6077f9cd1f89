import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MemberKey } from '../../core/ringing/ring-group';

/** The member who was tried last in a layer. */
@Entity('ring_group_turns')
export class RingGroupTurnEntity {
  @PrimaryColumn('varchar', { name: 'group_id' })
  groupId!: string;

  @PrimaryColumn('integer')
  layer!: number;

  @Column('varchar')
  member!: MemberKey;
}

/** What is remembered of an agent's calls. Times are epoch milliseconds. */
@Entity('agent_call_memory')
export class AgentCallMemoryEntity {
  @PrimaryColumn('varchar', { name: 'agent_id' })
  agentId!: string;

  @Column('bigint', { name: 'last_call_ended_at', nullable: true })
  lastCallEndedAt!: number | null;

  @Column('bigint', { name: 'wrap_up_until', nullable: true })
  wrapUpUntil!: number | null;

  /** The day that `calls` belong to, e.g. `2026-07-31`. */
  @Column('varchar', { nullable: true })
  day!: string | null;

  @Column('integer')
  calls!: number;
}
