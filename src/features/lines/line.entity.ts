import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LineDestination } from './line';

@Entity('lines')
export class LineEntity {
  @PrimaryColumn('varchar')
  id!: string;

  @Column('varchar')
  name!: string;

  @Column('varchar')
  number!: string;

  /** The number without `+`, which is what makes it unique: trunks send it with or without. */
  @Column('varchar', { name: 'number_digits' })
  numberDigits!: string;

  @Column('varchar', { nullable: true })
  country!: string | null;

  @Column('varchar')
  trunk!: string;

  @Column('varchar', { name: 'destination_type' })
  destinationType!: LineDestination['type'];

  @Column('varchar', { name: 'destination_id' })
  destinationId!: string;

  /** A LineFallback as JSON. */
  @Column('text', { nullable: true })
  fallback!: string | null;

  @Column('varchar', { name: 'last_resort', nullable: true })
  lastResort!: string | null;

  @Column('varchar', { name: 'music_class' })
  musicClass!: string;

  @Column('integer', { name: 'ring_timeout_seconds', nullable: true })
  ringTimeoutSeconds!: number | null;

  @Column('boolean', { nullable: true })
  masking!: boolean | null;

  @Column('varchar', { nullable: true })
  mask!: string | null;

  @Column('varchar', { name: 'transfer_caller_id', nullable: true })
  transferCallerId!: 'lead' | 'mask' | null;
}

/** An agent who works on a line. */
@Entity('line_agents')
export class LineAgentEntity {
  @PrimaryColumn('varchar', { name: 'line_id' })
  lineId!: string;

  @PrimaryColumn('varchar', { name: 'agent_id' })
  agentId!: string;

  @Column('integer')
  position!: number;
}
