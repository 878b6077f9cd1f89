import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

export class Calls1795300100000 implements MigrationInterface {
  readonly name = 'Calls1795300100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'calls',
        columns: [
          { name: 'id', type: 'varchar', isPrimary: true },
          { name: 'line_id', type: 'varchar' },
          { name: 'started_at', type: 'bigint' },
          { name: 'ended_at', type: 'bigint', isNullable: true },
          { name: 'facts', type: 'text' },
        ],
        indices: [new TableIndex({ name: 'calls_ended_at', columnNames: ['ended_at'] })],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'call_timeline',
        columns: [
          {
            name: 'id',
            type: 'integer',
            isPrimary: true,
            isGenerated: true,
            generationStrategy: 'increment',
          },
          { name: 'call_id', type: 'varchar' },
          { name: 'entry', type: 'text' },
        ],
        indices: [new TableIndex({ name: 'call_timeline_call_id', columnNames: ['call_id'] })],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('call_timeline');
    await runner.dropTable('calls');
  }
}
