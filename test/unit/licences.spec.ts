import fs from 'node:fs';
import path from 'node:path';

/** docs/licences.md against what package-lock.json lists and npm has installed. */

const root = path.resolve(__dirname, '../..');
const page = fs.readFileSync(path.join(root, 'docs/licences.md'), 'utf8');

/** All they ask for is that their notice stays. */
const plain = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD']);

interface Locked {
  readonly dev?: boolean;
}

interface Manifest {
  readonly license?: string;
  /** How it was written before npm had `license`. */
  readonly licenses?: readonly { readonly type: string }[];
}

const lock = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const ofServer = Object.entries(lock.packages)
  .filter(([place, { dev }]) => place !== '' && !dev)
  .map(([place]) => place);

const nameAt = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Undefined: of a package for another system, which is not installed here. */
function licenceAt(place: string): string | undefined {
  const file = path.join(root, place, 'package.json');
  if (!fs.existsSync(file)) return undefined;
  const { license, licenses } = JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest;
  return license ?? licenses?.map(({ type }) => type).join(' OR ') ?? 'none';
}

/** First and second column of the table that follows the words. */
function rowsAfter(words: string): readonly (readonly [string, string])[] {
  const after = page.slice(page.indexOf(words));
  const table = after.slice(after.indexOf('\n|'), after.indexOf('\n\n', after.indexOf('\n|') + 1));
  return [...table.matchAll(/^\| `([^`]+)` *\| ([^|]*?) *\|/gm)].map(([, name = '', licence = '']) => [
    name,
    licence,
  ]);
}

it('names every package of the server whose licence asks for more than a notice, and no other', () => {
  const others = ofServer.flatMap((place) => {
    const licence = licenceAt(place);
    return licence === undefined || plain.has(licence) ? [] : [[nameAt(place), licence] as const];
  });

  expect(Object.fromEntries(rowsAfter('but for these'))).toEqual(Object.fromEntries(others));
});

it('names no package as holding the work of others that the server does not have', () => {
  const named = rowsAfter('hold somebody else').map(([name]) => name);
  const there = new Set(ofServer.map(nameAt));

  expect(named).toContain('mpg123-decoder');
  expect(named.filter((name) => !there.has(name))).toEqual([]);
});

it('says of the encoder with LAME in it that no server has it', () => {
  expect(lock.packages['node_modules/wasm-media-encoders']?.dev).toBe(true);
});
