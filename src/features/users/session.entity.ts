import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody who has signed in, until they sign out or it expires. */
@Entity('sessions')
export class SessionEntity {
  /** SHA-256 of what the cookie holds, in hex. */
  @PrimaryColumn('varchar')
  hash!: string;

  @Column('varchar', { name: 'user_id' })
  userId!: string;

  /** Epoch milliseconds. */
  @Column('bigint', { name: 'expires_at' })
  expiresAt!: number;
}
