import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AgentStatus } from '../../core/agent';

@Entity('agents')
export class AgentEntity {
  @PrimaryColumn('varchar')
  id!: string;

  @Column('varchar')
  name!: string;

  @Column('varchar')
  extension!: string;

  @Column('varchar')
  status!: AgentStatus;
}
