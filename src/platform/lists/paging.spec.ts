import { z } from 'zod';
import { listQuery, pageOfAll } from './paging';

const query = listQuery(['created', 'name'], 'created', { status: z.enum(['on', 'off']).optional() });
type Asked = z.input<typeof query>;

const items = ['b', 'a', 'c', 'a', 'b'].map((name, index) => ({ id: String(index), name }));
const page = (asked: Asked, among = items) =>
  pageOfAll(among, query.parse(asked), { created: ({ id }) => id, name: (item) => item.name });
const idsOf = ({ items: some }: { readonly items: readonly { readonly id: string }[] }) =>
  some.map(({ id }) => id).join('');

function readThrough(asked: Asked): string {
  let ids = '';
  let cursor: string | undefined;
  do {
    const next = page({ ...asked, ...(cursor === undefined ? {} : { cursor }) });
    ids += idsOf(next);
    cursor = next.nextCursor;
  } while (cursor !== undefined);
  return ids;
}

it.each([
  ['created', '01234'],
  ['-created', '43210'],
  ['name', '13042'],
  ['-name', '24031'],
] as const)('is read through by %s, each item once, also where names are the same', (sort, expected) => {
  for (const limit of [1, 2, 3, 5]) expect(readThrough({ sort, limit })).toBe(expected);
});

it('goes on behind an item that has been deleted meanwhile', () => {
  const { nextCursor: cursor } = page({ sort: 'name', limit: 3 });
  expect(
    idsOf(
      page(
        { sort: 'name', cursor },
        items.filter(({ id }) => id !== '0'),
      ),
    ),
  ).toBe('42');
});

it('has no cursor on its last page', () => {
  expect(page({ limit: 5 })).toEqual({ items });
});

it.each([
  ['sort', { sort: 'colour' }],
  ['sort', { sort: '--name' }],
  ['cursor', { cursor: 'abc' }],
  ['cursor', { cursor: '' }],
  ['cursor', { cursor: page({ limit: 1 }).nextCursor, sort: '-created' }],
  ['limit', { limit: 0 }],
  ['status', { status: 'x' }],
])('refuses as its %s %j', (field, asked) => {
  const result = query.safeParse(asked);
  expect(result.error?.issues.map(({ path }) => path)).toEqual([[field]]);
});

it('refuses a filter that it does not have', () => {
  expect(query.safeParse({ colour: 'red' }).error?.issues).toMatchObject([
    { code: 'unrecognized_keys', keys: ['colour'] },
  ]);
});
