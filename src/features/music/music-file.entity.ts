import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A file in the music folder, called by its id there. */
@Entity('music_files')
export class MusicFileEntity {
  @PrimaryColumn('varchar')
  id!: string;

  @Column('varchar', { name: 'class_id' })
  classId!: string;

  @Column('varchar')
  name!: string;

  @Column('float')
  seconds!: number;

  @Column('bigint', { name: 'uploaded_at', transformer: { to: (at: number) => at, from: Number } })
  uploadedAt!: number;
}
