import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../store/open-store';
import type { Store } from '../store/store';
import { type ListQuery, mapPage } from './paging';
import { keepContaining, readPage } from './read-page';

type Key = 'created' | 'name';
interface Row {
  readonly id: string;
  readonly name: string;
}

let dir: string;
let store: Store;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-page-'));
  store = await openStore(dir);
  const names = ['bo', 'Ann', 'Örjan', 'ann', '100%', 'a_b', 'öl'];
  for (const [index, name] of names.entries()) {
    const row = [String(index), name, String(100 + index), 'away'];
    await store.write((manager) =>
      manager.query('INSERT INTO agents (id, name, extension, status) VALUES (?, ?, ?, ?)', row),
    );
  }
});

afterAll(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

async function page(asked: Partial<ListQuery<Key>>, text?: string) {
  const query = store.reader.createQueryBuilder<Row>('AgentEntity', 'agent');
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
  const query = store.reader.createQueryBuilder<Row>('AgentEntity', 'agent');
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
