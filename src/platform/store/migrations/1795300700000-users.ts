import { type MigrationInterface, type QueryRunner, Table, TableIndex, TableUnique } from 'typeorm';

export class Users1795300700000 implements MigrationInterface {
  readonly name = 'Users1795300700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'users',
        columns: [
          { name: 'id', type: 'varchar', isPrimary: true },
          { name: 'name', type: 'varchar' },
          { name: 'password_hash', type: 'varchar' },
          { name: 'role', type: 'varchar' },
          { name: 'agent_id', type: 'varchar', isNullable: true },
          { name: 'created_at', type: 'bigint' },
        ],
        uniques: [new TableUnique({ name: 'users_name', columnNames: ['name'] })],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'sessions',
        columns: [
          { name: 'hash', type: 'varchar', isPrimary: true },
          { name: 'user_id', type: 'varchar' },
          { name: 'expires_at', type: 'bigint' },
        ],
        indices: [new TableIndex({ name: 'sessions_user_id', columnNames: ['user_id'] })],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['sessions', 'users']) await runner.dropTable(table);
  }
}
