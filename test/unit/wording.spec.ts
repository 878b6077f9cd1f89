import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { badWordsIn, filesThatAreRead } from '../support/wording';

const root = resolve(__dirname, '../..');
const files = filesThatAreRead(root);

it('names roles: no comment, text or document speaks of a "he", or begins a sentence with a bare "Who"', () => {
  const bad = files.flatMap((file) =>
    badWordsIn(file, readFileSync(join(root, file), 'utf8')).map(
      ({ line, word }) => `${file}:${line} ${word}`,
    ),
  );
  expect(bad).toEqual([]);
});

it('is looked at wherever people read', () => {
  for (const file of [
    'README.md',
    'CONTRIBUTING.md',
    'docs/semantics.md',
    'src/core/README.md',
    'src/main.ts',
  ])
    expect(files).toContain(file);
});

describe('a word', () => {
  const words = (file: string, text: string) =>
    badWordsIn(file, text).map(({ line, word }) => `${line} ${word}`);

  it.each([
    ['a.ts', '// once he has gone', ['1 he']],
    ['a.ts', '/**\n * Who asks\n * for her.\n */', ['2 Who', '3 her']],
    ['a.ts', 'say("ok");\nsay(\'He has a phone\');', ['2 He']],
    ['a.ts', 'const a = `his ${b} and hers ${c} herself`;', ['1 his', '1 hers', '1 herself']],
    ['a.ts', "a = b.replace(/['`]/g, ''); // him", ['1 him']],
    ['a.ts', 'c = a / b; // Whom it concerns / is asked.', ['1 Whom']],
    ['a.md', 'It is. Who holds makes no sound.', ['1 Who']],
    ['a.md', '| before | after |\n| --- | --- |\n| he | she |', ['3 she']],
    ['a.md', '| before | after |\n\n| he | they |', ['3 he']],
  ])('in %s is found: %j', (file, text, found) => {
    expect(words(file, text)).toEqual(found);
  });

  it.each([
    ['a.ts', 'const his = he.her; // the others'],
    ['a.ts', 'const Who = /he|she/; // a `Who`'],
    ['a.ts', '// Who is there? Whoever waits.'],
    ['a.ts', "say('those who hold: whom they know');"],
    ['a.md', '```\nhe\n```\n`her` and the chef’s'],
    ['a.md', '| before | after |\n| --- | --- |\n| Who is he | A party |'],
  ])('in %s is none: %j', (file, text) => {
    expect(words(file, text)).toEqual([]);
  });
});
