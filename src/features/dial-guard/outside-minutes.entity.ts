import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How long an agent's outside legs talked on one day; legs that still talk are not in it. */
@Entity('outside_minutes')
export class OutsideMinutesEntity {
  @PrimaryColumn('varchar', { name: 'agent_id' })
  agentId!: string;

  /** `2026-11-22`, UTC. */
  @PrimaryColumn('varchar')
  day!: string;

  @Column('bigint', { name: 'talked_ms' })
  talkedMs!: number;
}
