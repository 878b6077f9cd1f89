import type { MigrationInterface, QueryRunner } from 'typeorm';

/** In which form a row is, where it is JSON that later builds have to read. What there is already is in the first. */
export class Versions1795302100000 implements MigrationInterface {
  readonly name = 'Versions1795302100000';

  async up(runner: QueryRunner): Promise<void> {
    // With a default no row is rewritten, however many there are.
    for (const table of tables)
      await runner.query(`ALTER TABLE ${table} ADD COLUMN version integer NOT NULL DEFAULT 1`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`ALTER TABLE ${table} DROP COLUMN version`);
  }
}

const tables = ['calls', 'call_timeline'];
