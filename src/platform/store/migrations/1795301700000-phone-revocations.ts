import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Phones that are gone here, and that Asterisk may not have been told to forget yet. */
export class PhoneRevocations1795301700000 implements MigrationInterface {
  readonly name = 'PhoneRevocations1795301700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'phone_revocations',
        columns: [{ name: 'user', type: 'varchar', isPrimary: true }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('phone_revocations');
  }
}
