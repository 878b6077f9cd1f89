import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Something that an administrator should know of, though nobody has asked for it. */
@Entity('incidents')
@Index('incidents_type', ['type', 'id'])
@Index('incidents_source', ['source', 'id'])
export class IncidentEntity {
  /** Sorts by the time of the first. */
  @PrimaryColumn('varchar')
  id!: string;

  /** As the event's, e.g. `security.locked-out`. */
  @Column('varchar')
  type!: string;

  /** One sentence for a person. */
  @Column('varchar')
  detail!: string;

  /** The address that it came from, where one is known. */
  @Column('varchar', { nullable: true })
  source!: string | null;

  /** As JSON. */
  @Column('text')
  data!: string;

  /** How many alike it stands for. */
  @Column('integer')
  count!: number;

  /** When the last of those was; epoch milliseconds. */
  @Column('bigint', { name: 'last_at' })
  lastAt!: number;
}
