import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

/** Where what was done came from. */
export class Traces1795301500000 implements MigrationInterface {
  readonly name = 'Traces1795301500000';

  async up(runner: QueryRunner): Promise<void> {
    // TypeORM would make the table anew in SQLite, and with the old one the triggers would go that refuse changes.
    await runner.query('ALTER TABLE audit_log ADD COLUMN address varchar');
    await runner.createIndex(
      'audit_log',
      new TableIndex({ name: 'audit_log_address', columnNames: ['address', 'id'] }),
    );
    await runner.createIndex(
      'incidents',
      new TableIndex({ name: 'incidents_source', columnNames: ['source', 'id'] }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('incidents', 'incidents_source');
    await runner.dropIndex('audit_log', 'audit_log_address');
    await runner.query('ALTER TABLE audit_log DROP COLUMN address');
  }
}
