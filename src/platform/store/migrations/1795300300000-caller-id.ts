import { type MigrationInterface, type QueryRunner, Table, TableColumn } from 'typeorm';

export class CallerId1795300300000 implements MigrationInterface {
  readonly name = 'CallerId1795300300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'calling_settings',
        columns: [
          { name: 'id', type: 'varchar', isPrimary: true },
          { name: 'value', type: 'text' },
        ],
      }),
    );
    await runner.addColumns('lines', [
      new TableColumn({ name: 'masking', type: 'boolean', isNullable: true }),
      new TableColumn({ name: 'mask', type: 'varchar', isNullable: true }),
      new TableColumn({ name: 'transfer_caller_id', type: 'varchar', isNullable: true }),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('lines', ['transfer_caller_id', 'mask', 'masking']);
    await runner.dropTable('calling_settings');
  }
}
