import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** One row that is written to prove that something can be written. */
export class StoreProbe1795301900000 implements MigrationInterface {
  readonly name = 'StoreProbe1795301900000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'store_probe',
        columns: [
          { name: 'id', type: 'integer', isPrimary: true },
          { name: 'at', type: 'bigint' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('store_probe');
  }
}
