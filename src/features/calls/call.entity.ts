import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** A call's facts as JSON, with the columns that are searched by. Times are epoch milliseconds. */
@Entity('calls')
export class CallEntity {
  @PrimaryColumn('varchar')
  id!: string;

  /** Empty if no line has the number that was called. */
  @Column('varchar', { name: 'line_id' })
  lineId!: string;

  @Column('bigint', { name: 'started_at' })
  startedAt!: number;

  @Index('calls_ended_at')
  @Column('bigint', { name: 'ended_at', nullable: true })
  endedAt!: number | null;

  /** Of the form that the facts are in. */
  @Column('integer', { default: 1 })
  version!: number;

  @Column('text')
  facts!: string;
}

/** One entry of a call's timeline, as JSON; ids rise in order. */
@Entity('call_timeline')
export class TimelineEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Index('call_timeline_call_id')
  @Column('varchar', { name: 'call_id' })
  callId!: string;

  /** Of the form that the entry is in. */
  @Column('integer', { default: 1 })
  version!: number;

  @Column('text')
  entry!: string;
}

/** Whose calls they are, so that an agent's are found without reading everybody's. */
@Entity('call_agents')
export class CallAgentEntity {
  @PrimaryColumn('varchar', { name: 'agent_id' })
  agentId!: string;

  @Index('call_agents_call_id')
  @PrimaryColumn('varchar', { name: 'call_id' })
  callId!: string;
}

/** With which outside numbers they are, written without `+`. */
@Entity('call_numbers')
export class CallNumberEntity {
  @PrimaryColumn('varchar')
  number!: string;

  @Index('call_numbers_call_id')
  @PrimaryColumn('varchar', { name: 'call_id' })
  callId!: string;
}
