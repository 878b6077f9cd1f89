import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '../../platform/access/roles';

/** Times are epoch milliseconds. */
@Entity('api_keys')
export class ApiKeyEntity {
  @PrimaryColumn('varchar')
  id!: string;

  @Column('varchar')
  name!: string;

  /** SHA-256 of the key, in hex. */
  @Column('varchar')
  hash!: string;

  @Column('varchar')
  role!: Role;

  @Column('varchar', { name: 'agent_id', nullable: true })
  agentId!: string | null;

  /** JSON. */
  @Column('text', { nullable: true })
  permissions!: string | null;

  @Column('bigint', { name: 'created_at' })
  createdAt!: number;

  @Column('bigint', { name: 'expires_at', nullable: true })
  expiresAt!: number | null;

  @Column('bigint', { name: 'last_used_at', nullable: true })
  lastUsedAt!: number | null;
}
