import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

/** Calls are read and searched for their numbers in pieces, as nobody knows how many there are. */
const AT_ONCE = 1000;

/** What lists are narrowed by, each with the id behind it: a page is then read in order, and nothing is sorted. */
const indices = {
  calls: new TableIndex({ name: 'calls_line_id', columnNames: ['line_id', 'id'] }),
  audit_log: new TableIndex({ name: 'audit_log_path', columnNames: ['path', 'id'] }),
  line_agents: new TableIndex({ name: 'line_agents_agent_id', columnNames: ['agent_id', 'line_id'] }),
  lines: new TableIndex({ name: 'lines_destination_id', columnNames: ['destination_id'] }),
};

export class ListIndices1795300900000 implements MigrationInterface {
  readonly name = 'ListIndices1795300900000';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, index] of Object.entries(indices)) await runner.createIndex(table, index);
    // TypeORM would make the table anew in SQLite, and with the old one the triggers would go that refuse changes.
    await runner.query('ALTER TABLE audit_log ADD COLUMN action varchar');
    await runner.createIndex(
      'audit_log',
      new TableIndex({ name: 'audit_log_action', columnNames: ['action', 'id'] }),
    );
    await runner.createTable(
      new Table({
        name: 'call_numbers',
        columns: [
          { name: 'number', type: 'varchar', isPrimary: true },
          { name: 'call_id', type: 'varchar', isPrimary: true },
        ],
        indices: [new TableIndex({ name: 'call_numbers_call_id', columnNames: ['call_id'] })],
      }),
    );
    await fillNumbers(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('call_numbers');
    await runner.dropIndex('audit_log', 'audit_log_action');
    await runner.query('ALTER TABLE audit_log DROP COLUMN action');
    for (const [table, index] of Object.entries(indices)) await runner.dropIndex(table, index);
  }
}

interface Row {
  readonly id: string;
  readonly facts: string;
}

interface Facts {
  readonly legs: readonly { readonly party: { readonly type: string; readonly number?: string } }[];
}

async function fillNumbers(runner: QueryRunner): Promise<void> {
  // How a value is written in SQL depends on the database: `?`, or `$1` and `$2`.
  const [first, second] = [0, 1].map((index) => runner.connection.driver.createParameter('value', index));
  const read = `SELECT id, facts FROM calls WHERE id > ${first} ORDER BY id LIMIT ${AT_ONCE}`;
  const write = `INSERT INTO call_numbers (number, call_id) VALUES (${first}, ${second})`;
  for (let last = ''; ;) {
    const calls = (await runner.query(read, [last])) as readonly Row[];
    for (const { id, facts } of calls) {
      for (const number of numbersIn(JSON.parse(facts) as Facts)) await runner.query(write, [number, id]);
    }
    if (calls.length < AT_ONCE) return;
    last = calls.at(-1)?.id ?? last;
  }
}

function numbersIn({ legs }: Facts): ReadonlySet<string> {
  const numbers = legs.map(({ party }) => (party.type === 'agent' ? '' : (party.number ?? '')));
  return new Set(numbers.filter((number) => number !== '').map((number) => number.replace(/^\+/, '')));
}
