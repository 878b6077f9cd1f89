import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { newIdentity } from '../store-identity';

/** By what a store tells its own in Asterisk from another's (Store.identity), and of which other stores it is the heir. */
export class StoreIdentity1795301400000 implements MigrationInterface {
  readonly name = 'StoreIdentity1795301400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'store_identity',
        columns: [{ name: 'identity', type: 'varchar', isPrimary: true }],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'inherited_identities',
        columns: [{ name: 'identity', type: 'varchar', isPrimary: true }],
      }),
    );
    await runner.query('INSERT INTO store_identity (identity) VALUES (?)', [newIdentity()]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('inherited_identities');
    await runner.dropTable('store_identity');
  }
}
