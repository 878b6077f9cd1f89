import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PhoneKind } from './phone-provisioner';

/** An agent's phone. Its password is known to Asterisk and to the phone, not to us. */
@Entity('phones')
export class PhoneEntity {
  @PrimaryColumn('varchar')
  user!: string;

  @Column('varchar', { name: 'agent_id' })
  agentId!: string;

  @Column('varchar')
  kind!: PhoneKind;
}
