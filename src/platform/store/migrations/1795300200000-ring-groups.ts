import { type MigrationInterface, type QueryRunner, Table, TableForeignKey } from 'typeorm';

export class RingGroups1795300200000 implements MigrationInterface {
  readonly name = 'RingGroups1795300200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'ring_groups',
        columns: [
          { name: 'id', type: 'varchar', isPrimary: true },
          { name: 'name', type: 'varchar' },
          { name: 'active', type: 'boolean' },
          { name: 'name_prefix', type: 'varchar', isNullable: true },
          { name: 'music_class', type: 'varchar', isNullable: true },
          { name: 'rounds', type: 'integer' },
          { name: 'wrap_up_seconds', type: 'integer' },
          { name: 'confirm', type: 'boolean' },
          { name: 'skip_on_call', type: 'boolean' },
          { name: 'skip_not_registered', type: 'boolean' },
          { name: 'skip_wrap_up', type: 'boolean' },
          { name: 'skip_away', type: 'boolean' },
          { name: 'no_answer_type', type: 'varchar', isNullable: true },
          { name: 'no_answer_to', type: 'varchar', isNullable: true },
          { name: 'layers', type: 'text' },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'ring_group_turns',
        columns: [
          { name: 'group_id', type: 'varchar', isPrimary: true },
          { name: 'layer', type: 'integer', isPrimary: true },
          { name: 'member', type: 'varchar' },
        ],
        foreignKeys: [
          new TableForeignKey({
            name: 'ring_group_turns_group_exists',
            columnNames: ['group_id'],
            referencedTableName: 'ring_groups',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          }),
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'agent_call_memory',
        columns: [
          { name: 'agent_id', type: 'varchar', isPrimary: true },
          { name: 'last_call_ended_at', type: 'bigint', isNullable: true },
          { name: 'wrap_up_until', type: 'bigint', isNullable: true },
          { name: 'day', type: 'varchar', isNullable: true },
          { name: 'calls', type: 'integer' },
        ],
        foreignKeys: [
          new TableForeignKey({
            name: 'agent_call_memory_agent_exists',
            columnNames: ['agent_id'],
            referencedTableName: 'agents',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          }),
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['agent_call_memory', 'ring_group_turns', 'ring_groups']) {
      await runner.dropTable(table);
    }
  }
}
