import { type MigrationInterface, type QueryRunner, Table, TableForeignKey, TableUnique } from 'typeorm';

/** Written with TypeORM's table classes rather than SQL, so that the same steps serve PostgreSQL. */
export class AgentsPhonesLines1795300000000 implements MigrationInterface {
  readonly name = 'AgentsPhonesLines1795300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'agents',
        columns: [
          { name: 'id', type: 'varchar', isPrimary: true },
          { name: 'name', type: 'varchar' },
          { name: 'extension', type: 'varchar' },
          { name: 'status', type: 'varchar' },
        ],
        uniques: [new TableUnique({ name: 'agents_extension', columnNames: ['extension'] })],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'phones',
        columns: [
          { name: 'user', type: 'varchar', isPrimary: true },
          { name: 'agent_id', type: 'varchar' },
          { name: 'kind', type: 'varchar' },
        ],
        uniques: [new TableUnique({ name: 'phones_agent', columnNames: ['agent_id'] })],
        foreignKeys: [
          new TableForeignKey({
            name: 'phones_agent_exists',
            columnNames: ['agent_id'],
            referencedTableName: 'agents',
            referencedColumnNames: ['id'],
          }),
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'lines',
        columns: [
          { name: 'id', type: 'varchar', isPrimary: true },
          { name: 'name', type: 'varchar' },
          { name: 'number', type: 'varchar' },
          { name: 'number_digits', type: 'varchar' },
          { name: 'country', type: 'varchar', isNullable: true },
          { name: 'trunk', type: 'varchar' },
          { name: 'destination_type', type: 'varchar' },
          { name: 'destination_id', type: 'varchar' },
          { name: 'fallback', type: 'text', isNullable: true },
          { name: 'music_class', type: 'varchar' },
          { name: 'ring_timeout_seconds', type: 'integer', isNullable: true },
        ],
        uniques: [new TableUnique({ name: 'lines_number', columnNames: ['number_digits'] })],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'line_agents',
        columns: [
          { name: 'line_id', type: 'varchar', isPrimary: true },
          { name: 'agent_id', type: 'varchar', isPrimary: true },
          { name: 'position', type: 'integer' },
        ],
        foreignKeys: [
          new TableForeignKey({
            name: 'line_agents_line_exists',
            columnNames: ['line_id'],
            referencedTableName: 'lines',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          }),
          new TableForeignKey({
            name: 'line_agents_agent_exists',
            columnNames: ['agent_id'],
            referencedTableName: 'agents',
            referencedColumnNames: ['id'],
          }),
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'idempotency_records',
        columns: [
          { name: 'scope', type: 'varchar', isPrimary: true },
          { name: 'key', type: 'varchar', isPrimary: true },
          { name: 'fingerprint', type: 'varchar' },
          { name: 'status', type: 'integer', isNullable: true },
          { name: 'content_type', type: 'varchar', isNullable: true },
          { name: 'body', type: 'text', isNullable: true },
          { name: 'expires_at', type: 'varchar' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['idempotency_records', 'line_agents', 'lines', 'phones', 'agents']) {
      await runner.dropTable(table);
    }
  }
}
