import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: there is one account. */
@Entity('guard_settings')
export class GuardSettingsEntity {
  @PrimaryColumn('varchar')
  id!: string;

  /** GuardSettings as JSON. */
  @Column('text')
  value!: string;
}
