import { type MigrationInterface, type QueryRunner, Table, TableIndex, TableUnique } from 'typeorm';

export class Access1795300500000 implements MigrationInterface {
  readonly name = 'Access1795300500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'api_keys',
        columns: [
          { name: 'id', type: 'varchar', isPrimary: true },
          { name: 'name', type: 'varchar' },
          { name: 'hash', type: 'varchar' },
          { name: 'role', type: 'varchar' },
          { name: 'agent_id', type: 'varchar', isNullable: true },
          { name: 'permissions', type: 'text', isNullable: true },
          { name: 'created_at', type: 'bigint' },
          { name: 'expires_at', type: 'bigint', isNullable: true },
          { name: 'last_used_at', type: 'bigint', isNullable: true },
        ],
        uniques: [new TableUnique({ name: 'api_keys_hash', columnNames: ['hash'] })],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'call_agents',
        columns: [
          { name: 'agent_id', type: 'varchar', isPrimary: true },
          { name: 'call_id', type: 'varchar', isPrimary: true },
        ],
        indices: [new TableIndex({ name: 'call_agents_call_id', columnNames: ['call_id'] })],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'audit_log',
        columns: [
          { name: 'id', type: 'varchar', isPrimary: true },
          { name: 'at', type: 'bigint' },
          { name: 'by_id', type: 'varchar' },
          { name: 'by_name', type: 'varchar' },
          { name: 'by_role', type: 'varchar' },
          { name: 'method', type: 'varchar' },
          { name: 'path', type: 'varchar' },
          { name: 'status', type: 'integer' },
          { name: 'code', type: 'varchar', isNullable: true },
          { name: 'body', type: 'text', isNullable: true },
        ],
        indices: [new TableIndex({ name: 'audit_log_by', columnNames: ['by_id', 'id'] })],
      }),
    );
    if (runner.connection.options.type === 'better-sqlite3') await refuseChangesOf(runner, 'audit_log');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['audit_log', 'call_agents', 'api_keys']) await runner.dropTable(table);
  }
}

/** Rows can be added and read, and nothing else, whoever asks. */
async function refuseChangesOf(runner: QueryRunner, table: string): Promise<void> {
  for (const change of ['update', 'delete']) {
    await runner.query(
      `CREATE TRIGGER ${table}_no_${change} BEFORE ${change} ON ${table} ` +
        `BEGIN SELECT RAISE(ABORT, '${table} is append only'); END`,
    );
  }
}
