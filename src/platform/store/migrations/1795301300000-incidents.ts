import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

/** What an administrator should know of, though nobody has asked for it. */
export class Incidents1795301300000 implements MigrationInterface {
  readonly name = 'Incidents1795301300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'incidents',
        columns: [
          { name: 'id', type: 'varchar', isPrimary: true },
          { name: 'type', type: 'varchar' },
          { name: 'detail', type: 'varchar' },
          { name: 'source', type: 'varchar', isNullable: true },
          { name: 'data', type: 'text' },
          { name: 'count', type: 'integer' },
          { name: 'last_at', type: 'bigint' },
        ],
        indices: [new TableIndex({ name: 'incidents_type', columnNames: ['type', 'id'] })],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('incidents');
  }
}
