import { type MigrationInterface, type QueryRunner, TableUnique } from 'typeorm';

const one = new TableUnique({ name: 'phones_agent', columnNames: ['agent_id'] });
const oneOfEachKind = new TableUnique({ name: 'phones_agent_kind', columnNames: ['agent_id', 'kind'] });

/** An agent may have a desk phone and a web phone. */
export class PhonesPerKind1795301000000 implements MigrationInterface {
  readonly name = 'PhonesPerKind1795301000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.dropUniqueConstraint('phones', one);
    await runner.createUniqueConstraint('phones', oneOfEachKind);
  }

  async down(runner: QueryRunner): Promise<void> {
    // An earlier Baton rings one phone; the desk phone stays.
    await runner.query(
      "DELETE FROM phones WHERE kind = 'web' AND agent_id IN (SELECT agent_id FROM phones WHERE kind = 'sip')",
    );
    await runner.dropUniqueConstraint('phones', oneOfEachKind);
    await runner.createUniqueConstraint('phones', one);
  }
}
