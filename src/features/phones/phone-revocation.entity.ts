import { Entity, PrimaryColumn } from 'typeorm';

/** A phone that is gone here, and that Asterisk may not have been told to forget yet. */
@Entity('phone_revocations')
export class PhoneRevocationEntity {
  @PrimaryColumn('varchar')
  user!: string;
}
