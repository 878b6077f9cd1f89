import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '../../platform/access/roles';

/** Times are epoch milliseconds. */
@Entity('users')
export class UserEntity {
  @PrimaryColumn('varchar')
  id!: string;

  /** What is typed in to sign in; unique, in lower case. */
  @Column('varchar')
  name!: string;

  /** argon2id, in the PHC format, which holds salt and cost. */
  @Column('varchar', { name: 'password_hash' })
  passwordHash!: string;

  @Column('varchar')
  role!: Role;

  @Column('varchar', { name: 'agent_id', nullable: true })
  agentId!: string | null;

  @Column('bigint', { name: 'created_at' })
  createdAt!: number;
}
