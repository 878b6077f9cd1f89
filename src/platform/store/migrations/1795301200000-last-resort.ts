import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A last resort of a line's own. */
export class LastResort1795301200000 implements MigrationInterface {
  readonly name = 'LastResort1795301200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE lines ADD COLUMN last_resort varchar');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE lines DROP COLUMN last_resort');
  }
}
