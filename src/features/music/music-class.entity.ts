import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MusicOrder } from './music-class';

@Entity('music_classes')
export class MusicClassEntity {
  @PrimaryColumn('varchar')
  id!: string;

  @Column('varchar')
  name!: string;

  @Column('varchar', { name: 'play_order' })
  order!: MusicOrder;
}
