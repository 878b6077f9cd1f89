import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { NoAnswer } from '../../core/ringing/ring-group';

@Entity('ring_groups')
export class RingGroupEntity {
  @PrimaryColumn('varchar')
  id!: string;

  @Column('varchar')
  name!: string;

  @Column('boolean')
  active!: boolean;

  @Column('varchar', { name: 'name_prefix', nullable: true })
  namePrefix!: string | null;

  @Column('varchar', { name: 'music_class', nullable: true })
  musicClass!: string | null;

  @Column('integer')
  rounds!: number;

  @Column('integer', { name: 'wrap_up_seconds' })
  wrapUpSeconds!: number;

  @Column('boolean')
  confirm!: boolean;

  @Column('boolean', { name: 'skip_on_call' })
  skipOnCall!: boolean;

  @Column('boolean', { name: 'skip_not_registered' })
  skipNotRegistered!: boolean;

  @Column('boolean', { name: 'skip_wrap_up' })
  skipWrapUp!: boolean;

  @Column('boolean', { name: 'skip_away' })
  skipAway!: boolean;

  @Column('varchar', { name: 'no_answer_type', nullable: true })
  noAnswerType!: NoAnswer['type'] | null;

  /** Id of an agent or a group, or a number; null for the last resort. */
  @Column('varchar', { name: 'no_answer_to', nullable: true })
  noAnswerTo!: string | null;

  /** As JSON. Kept whole, as it is read and written whole: one row is one state of the group. */
  @Column('text')
  layers!: string;
}
