import { strongTags } from './strong-tags';

it.each([
  ['', []],
  ['"a"', ['a']],
  ['"a", "b"', ['a', 'b']],
  ['W/"a", "b"', ['b']],
  ['"a",W/"b","c"', ['a', 'c']],
  ['""', ['']],
  ['a', []],
  ['"a', []],
  ['"a", "b', ['a']],
  ['"a" "', ['a']],
])('finds in %s the tags %j', (header, tags) => {
  expect(strongTags(header)).toEqual(tags);
});

it.each(['"', '"a', '" ', 'W/"', '"a"', '"a",'])('goes once through a header full of %s', (part) => {
  const header = part.repeat(200_000);
  const begin = performance.now();
  strongTags(header);
  expect(performance.now() - begin).toBeLessThan(500);
});
