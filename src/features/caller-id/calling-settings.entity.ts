import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: there is one account. */
@Entity('calling_settings')
export class CallingSettingsEntity {
  @PrimaryColumn('varchar')
  id!: string;

  /** CallingSettings as JSON. */
  @Column('text')
  value!: string;
}
