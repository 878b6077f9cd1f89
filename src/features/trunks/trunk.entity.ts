import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Trunk } from './trunk';

@Entity('trunks')
export class TrunkEntity {
  @PrimaryColumn('varchar')
  id!: string;

  @Column('varchar')
  name!: string;

  @Column('varchar')
  kind!: Trunk['kind'];

  /** The rest of a Trunk as JSON. No password. */
  @Column('text')
  settings!: string;
}
