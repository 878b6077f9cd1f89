import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What was done, by whom and when, and what came of it. Rows are only ever added: the table refuses anything else. */
@Entity('audit_log')
export class AuditEntryEntity {
  /** Sorts by time. */
  @PrimaryColumn('varchar')
  id!: string;

  /** Epoch milliseconds. */
  @Column('bigint')
  at!: number;

  /** Where it came from; null in entries of before there was this. */
  @Column('varchar', { nullable: true })
  address!: string | null;

  @Column('varchar', { name: 'by_id' })
  byId!: string;

  /** As the key was called then. */
  @Column('varchar', { name: 'by_name' })
  byName!: string;

  @Column('varchar', { name: 'by_role' })
  byRole!: string;

  @Column('varchar')
  method!: string;

  /** Method and route, e.g. `PATCH /agents/:id`; null in entries of before there was this. */
  @Column('varchar', { nullable: true })
  action!: string | null;

  /** Without the query. */
  @Column('varchar')
  path!: string;

  /** HTTP status of the answer. */
  @Column('integer')
  status!: number;

  /** Why it was refused. */
  @Column('varchar', { nullable: true })
  code!: string | null;

  /** The request's body as JSON, without secrets. */
  @Column('text', { nullable: true })
  body!: string | null;
}
