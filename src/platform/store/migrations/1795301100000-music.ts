import { type MigrationInterface, type QueryRunner, Table, TableForeignKey, TableUnique } from 'typeorm';

export class Music1795301100000 implements MigrationInterface {
  readonly name = 'Music1795301100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'music_classes',
        columns: [
          { name: 'id', type: 'varchar', isPrimary: true },
          { name: 'name', type: 'varchar' },
          { name: 'play_order', type: 'varchar' },
        ],
        uniques: [new TableUnique({ name: 'music_classes_name', columnNames: ['name'] })],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'music_files',
        columns: [
          { name: 'id', type: 'varchar', isPrimary: true },
          { name: 'class_id', type: 'varchar' },
          { name: 'name', type: 'varchar' },
          { name: 'seconds', type: 'float' },
          { name: 'uploaded_at', type: 'bigint' },
        ],
        foreignKeys: [
          new TableForeignKey({
            name: 'music_files_class_exists',
            columnNames: ['class_id'],
            referencedTableName: 'music_classes',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          }),
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['music_files', 'music_classes']) await runner.dropTable(table);
  }
}
