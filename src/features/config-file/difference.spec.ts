import { differenceOf } from './difference';

const ann = { id: 'a', name: 'Ann', skills: { x: 1, y: 2 } };
const bob = { id: 'b', name: 'Bob' };

it('is empty for the same, in whichever order', async () => {
  const wanted = [bob, { skills: { y: 2, x: 1 }, name: 'Ann', id: 'a' }];
  expect(await differenceOf('id', [ann, bob], wanted, 'removed')).toEqual({
    created: [],
    changed: [],
    removed: [],
  });
});

it('names what is new, and field by field what is another', async () => {
  const after = { id: 'a', name: 'Anna', more: [1] };
  expect(await differenceOf<Readonly<Record<string, unknown>>>('id', [ann], [after, bob], 'kept')).toEqual({
    created: [bob],
    changed: [
      {
        before: ann,
        after,
        fields: [
          { field: 'name', from: 'Ann', to: 'Anna' },
          { field: 'skills', from: { x: 1, y: 2 } },
          { field: 'more', to: [1] },
        ],
      },
    ],
    removed: [],
  });
});

it.each([
  ['kept', []],
  ['removed', [bob]],
] as const)('has what is not named %s', async (unnamed, removed) => {
  const change = await differenceOf<Readonly<Record<string, unknown>>>('id', [ann, bob], [ann], unnamed);
  expect(change.removed).toEqual(removed);
});
