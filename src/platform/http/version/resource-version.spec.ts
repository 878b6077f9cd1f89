import type * as module from './resource-version';
import { ResourceVersion } from './resource-version';

const stored = { id: 'a', name: 'Ann', tags: [{ x: 1, y: 2 }] };

function tagOf(resource: object): string {
  const version = new ResourceVersion(undefined);
  version.tell(resource);
  return `${version.told}.answer`;
}

const check = (ifMatch: string | undefined, current: object = stored) => {
  try {
    new ResourceVersion(ifMatch).check(current);
    return 'fits';
  } catch (error) {
    return (error as { readonly code: string }).code;
  }
};

it('is the same for what holds the same, in whichever order', () => {
  expect(tagOf({ tags: [{ y: 2, x: 1 }], name: 'Ann', none: undefined, id: 'a' })).toBe(tagOf(stored));
});

it.each([
  ['a value', { ...stored, name: 'Bob' }],
  ['another field', { ...stored, more: null }],
  ['the order of a list', { ...stored, tags: [...stored.tags, 1].reverse() }],
])('is another one when %s is another', (_, other) => {
  expect(tagOf(other)).not.toBe(tagOf(stored));
});

it('is of one start of the server only: who guesses what is stored cannot compute it', () => {
  jest.isolateModules(() => {
    const { ResourceVersion: Other } = jest.requireActual<typeof module>('./resource-version');
    const other = new Other(undefined);
    other.tell(stored);
    expect(`${other.told}.answer`).not.toBe(tagOf(stored));
  });
});

it.each([
  ['nothing', undefined, 'fits'],
  ['any version', '*', 'fits'],
  ['what is stored', `"${tagOf(stored)}"`, 'fits'],
  ['what is stored, in another answer', `"${tagOf(stored)}x"`, 'fits'],
  ['what is stored, among others', `"x.y", "${tagOf(stored)}"`, 'fits'],
  ['another version', `"${tagOf({})}"`, 'precondition-failed'],
  ['a weak tag', `W/"${tagOf(stored)}"`, 'precondition-failed'],
  ['no tag', tagOf(stored), 'precondition-failed'],
  ['an empty tag', '""', 'precondition-failed'],
  ['an empty header', '', 'precondition-failed'],
])('given %s in If-Match', (_, ifMatch, result) => {
  expect(check(ifMatch)).toBe(result);
});
