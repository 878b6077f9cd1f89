import { type MigrationInterface, type QueryRunner, Table, TableUnique } from 'typeorm';

export class Trunks1795300800000 implements MigrationInterface {
  readonly name = 'Trunks1795300800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'trunks',
        columns: [
          { name: 'id', type: 'varchar', isPrimary: true },
          { name: 'name', type: 'varchar' },
          { name: 'kind', type: 'varchar' },
          { name: 'settings', type: 'text' },
        ],
        uniques: [new TableUnique({ name: 'trunks_name', columnNames: ['name'] })],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('trunks');
  }
}
