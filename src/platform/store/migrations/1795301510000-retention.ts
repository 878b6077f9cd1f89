import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

/** What is too old is found by these, and not by reading all. */
const indices = {
  idempotency_records: new TableIndex({
    name: 'idempotency_records_expires_at',
    columnNames: ['expires_at'],
  }),
  sessions: new TableIndex({ name: 'sessions_expires_at', columnNames: ['expires_at'] }),
  outside_minutes: new TableIndex({ name: 'outside_minutes_day', columnNames: ['day'] }),
};

/** What is too old may be deleted, also of the audit log, which could only be added to. */
export class Retention1795301510000 implements MigrationInterface {
  readonly name = 'Retention1795301510000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'retention_marks',
        columns: [
          { name: 'name', type: 'varchar', isPrimary: true },
          { name: 'mark', type: 'varchar' },
        ],
      }),
    );
    for (const [table, index] of Object.entries(indices)) await runner.createIndex(table, index);
    if (runner.connection.options.type !== 'better-sqlite3') return;
    await runner.query('DROP TRIGGER audit_log_no_delete');
    // Entries that are not too old nobody deletes, by mistake or to hide something.
    await refuseDeletes(
      runner,
      "WHEN OLD.id >= COALESCE((SELECT mark FROM retention_marks WHERE name = 'audit'), '') ",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    if (runner.connection.options.type === 'better-sqlite3') {
      await runner.query('DROP TRIGGER audit_log_no_delete');
      await refuseDeletes(runner, '');
    }
    for (const [table, index] of Object.entries(indices)) await runner.dropIndex(table, index);
    await runner.dropTable('retention_marks');
  }
}

async function refuseDeletes(runner: QueryRunner, when: string): Promise<void> {
  await runner.query(
    `CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log ${when}` +
      `BEGIN SELECT RAISE(ABORT, 'audit_log is append only'); END`,
  );
}
