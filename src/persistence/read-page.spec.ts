import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { type ListQuery, mapPage } from '../http/paging';
import { openStore } from './open-store';
import { keepContaining, readPage } from './read-page';

type Key = 'created' | 'name';
interface Row {
  readonly id: string;
  readonly name: string;
}

let dir: string;
let dataSource: DataSource;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-page-'));
  dataSource = await openStore(dir);
  const names = ['bo', 'Ann', 'Örjan', 'ann', '100%', 'a_b', 'öl'];
  for (const [index, name] of names.entries()) {
    await dataSource.query('INSERT INTO agents (id, name, extension, status) VALUES (?, ?, ?, ?)', [
      String(index),
      name,
      String(100 + index),
      'away',
    ]);
  }
});

afterAll(async () => {
  await dataSource.destroy();
  rmSync(dir, { recursive: true, force: true });
});

async function page(asked: Partial<ListQuery<Key>>, text?: string) {
  const query = dataSource.manager.createQueryBuilder<Row>('AgentEntity', 'agent');
  if (text !== undefined) keepContaining(query, ['LOWER(agent.name)'], text);
  const list = { limit: 10, sort: 'created', ...asked } as const;
  const read = await readPage(query, list, {
    id: 'agent.id',
    created: 'agent.id',
    name: 'LOWER(agent.name)',
  });
  return mapPage(read, ({ name }) => name);
}

it.each([
  ['created', ['bo', 'Ann', 'Örjan', 'ann', '100%', 'a_b', 'öl']],
  ['-created', ['öl', 'a_b', '100%', 'ann', 'Örjan', 'Ann', 'bo']],
  ['name', ['100%', 'a_b', 'Ann', 'ann', 'bo', 'öl', 'Örjan']],
  ['-name', ['Örjan', 'öl', 'bo', 'ann', 'Ann', 'a_b', '100%']],
] as const)('reads a list through by %s, whichever the size of its pages', async (sort, expected) => {
  for (const limit of [1, 2, 3, 7]) {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const read = await page({ sort, limit, cursor });
      seen.push(...read.items);
      cursor = read.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(expected);
  }
});

it('reads rows whole', async () => {
  const query = dataSource.manager.createQueryBuilder<Row>('AgentEntity', 'agent');
  const { items } = await readPage(
    query,
    { limit: 1, sort: 'created' },
    { id: 'agent.id', created: 'agent.id' },
  );
  expect(items).toEqual([{ id: '0', name: 'bo', extension: '100', status: 'away' }]);
});

it.each([
  ['AN', ['Ann', 'Örjan', 'ann']],
  ['ö', ['Örjan', 'öl']],
  ['Ö', ['Örjan', 'öl']],
  ['%', ['100%']],
  ['a_', ['a_b']],
  ["'", []],
  ['\\', []],
])('finds what contains %s, as it is written but for its case', async (text, expected) => {
  expect((await page({}, text)).items).toEqual(expected);
});
