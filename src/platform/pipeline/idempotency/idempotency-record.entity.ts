import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A command that carried a key. Without a status it was begun and its answer is not known. */
@Entity('idempotency_records')
export class IdempotencyRecordEntity {
  /** Whose key it is. */
  @PrimaryColumn('varchar')
  scope!: string;

  @PrimaryColumn('varchar')
  key!: string;

  /** SHA-256 over method, address and body. */
  @Column('varchar')
  fingerprint!: string;

  @Column('integer', { nullable: true })
  status!: number | null;

  @Column('varchar', { name: 'content_type', nullable: true })
  contentType!: string | null;

  @Column('text', { nullable: true })
  body!: string | null;

  /** ISO 8601, UTC. */
  @Column('varchar', { name: 'expires_at' })
  expiresAt!: string;
}
