import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

export class Guard1795300600000 implements MigrationInterface {
  readonly name = 'Guard1795300600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'guard_settings',
        columns: [
          { name: 'id', type: 'varchar', isPrimary: true },
          { name: 'value', type: 'text' },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'outside_minutes',
        columns: [
          { name: 'agent_id', type: 'varchar', isPrimary: true },
          { name: 'day', type: 'varchar', isPrimary: true },
          { name: 'talked_ms', type: 'bigint' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['outside_minutes', 'guard_settings']) await runner.dropTable(table);
  }
}
