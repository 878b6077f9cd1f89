import fs from 'node:fs';
import path from 'node:path';
import { demandNode, FIRST_MINOR, NEWEST_KNOWN } from '../../scripts/lib/node-version.cjs';

/** Which Nodes Baton runs on stands in several places, each for another reader. */

const read = (file: string) => fs.readFileSync(path.resolve(__dirname, '../..', file), 'utf8');
const newestOf = (version: string) => `${version.split('.')[0]}.99.0`;

const tested = /node: \[(.*)\]/
  .exec(read('.github/workflows/ci.yml'))?.[1]
  ?.split(',')
  .map((version) => version.trim().replaceAll("'", ''));
const recommended = read('.nvmrc').trim();

it('is told alike', () => {
  const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };

  const firsts = Object.entries(FIRST_MINOR).map(([major, minor]) => `^${major}.${minor}.0`);
  expect(engines.node).toBe([...firsts, `>=${NEWEST_KNOWN + 1}`].join(' || '));
  expect(tested).toContain(recommended);
  expect(read('README.md')).toContain(`with Node ${tested?.slice(0, -1).join(', ')} or ${tested?.at(-1)},`);
  expect(read('docker/baton/Dockerfile').match(/^FROM node:(\d+)/gm)).toEqual([
    `FROM node:${recommended}`,
    `FROM node:${recommended}`,
  ]);
});

it('is what the scripts let in', () => {
  expect(tested).toHaveLength(4);
  for (const version of tested ?? []) expect(() => demandNode(newestOf(version))).not.toThrow();
});
