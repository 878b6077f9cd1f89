import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { filesThatName, missingIn, namedIn } from '../../scripts/docs/named-documents';

const root = resolve(__dirname, '../..');

it('are looked for in every kind of file that there is', () => {
  const files = filesThatName(root);
  for (const file of ['README.md', 'docs/decisions/README.md', 'src/main.ts', 'scripts/test.mjs'])
    expect(files).toContain(file);
});

describe('a name', () => {
  const names = (file: string, text: string) =>
    namedIn(file, text).map(({ line, name }) => `${line} ${name}`);

  it.each([
    ['a.ts', ' * See docs/none.md#part.', '1 docs/none.md#part'],
    ['a.ts', 'code(); // as in NONE.md, "Part"', '1 NONE.md'],
    ['a.ts', '/** (docs/decisions/0099) */', '1 docs/decisions/0099'],
    ['a.ts', '// ../shared/NOTES.md', '1 ../shared/NOTES.md'],
    ['a.ts', '// ARI-FACTS on hold', '1 ARI-FACTS'],
    ['a.conf', 'key = value ; docs/none.md', '1 docs/none.md'],
    ['a.sh', '\n# docs/none.md', '2 docs/none.md'],
    ['a.md', '[see](none.md#part)', '1 none.md#part'],
    ['a.md', '[here](#part)', '1 #part'],
    ['a.md', '| folder (docs/none.md) |', '1 docs/none.md'],
  ])('in %s is found: %s', (file, text, name) => {
    expect(names(file, text)).toEqual([name]);
  });

  it.each([
    ['a.ts', "const file = 'docs/none.md';"],
    ['a.md', '[far](https://example.com/none.html)'],
    ['a.md', '```\ndocs/none.md\n```'],
    ['a.md', 'README, and decision 9'],
  ])('in %s is none: %s', (file, text) => {
    expect(names(file, text)).toEqual([]);
  });

  it('is missing where there is no such document, section or decision', () => {
    const dir = mkdtempSync(join(tmpdir(), 'baton-documents-'));
    try {
      mkdirSync(join(dir, 'docs/decisions'), { recursive: true });
      writeFileSync(join(dir, 'docs/a.md'), '# A\n\n## What is there, and `why`\n');
      writeFileSync(join(dir, 'docs/decisions/0001-one.md'), '[a](../a.md#a) [none](../b.md) [here](#one)\n');
      const there = ['docs/a.md', 'docs/a.md#what-is-there-and-why', 'docs/decisions/0001'];
      const gone = ['docs/b.md', 'docs/a.md#what', 'docs/decisions/0002'];
      writeFileSync(join(dir, 'a.ts'), [...there, ...gone].map((name) => `// ${name}\n`).join(''));
      const missing = missingIn(dir, ['a.ts', 'docs/decisions/0001-one.md']);
      expect(missing.map(({ name }) => name)).toEqual([...gone, '../b.md', '#one']);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
