// @ts-check
// `npm run test:mutants [-- paths --again --workers N]`: changes the code in one place at a time and runs the unit specs on each
// change (stryker.config.mjs). Paths are files or folders of src; `--again` tries also what is known from a former run. It names
// every change that no test has noticed, then the score of each file: of a hundred changes so many were noticed. The last line is
// `mutants: N made, N killed, N survived, N untested, score N`. Survivors are no failure: some change nothing that matters.

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { mutated, spared } from '../stryker.config.mjs';
import { demandNode } from './lib/node-version.cjs';
import { PROJECT_ROOT } from './lib/project-root.cjs';

/** @typedef {Awaited<ReturnType<Stryker['runMutationTest']>>[number]} Mutant */
/** @typedef {{ killed: number, survived: number, untested: number }} Score */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { again: { type: 'boolean', default: false }, workers: { type: 'string', default: '2' } },
});

/** @param {string} given */
function filesIn(given) {
  return fs.statSync(given).isDirectory() ? `${given.replace(/\/$/, '')}/**/*.ts` : given;
}

/** @param {string} folder @param {string} file */
function isWithin(folder, file) {
  return file.startsWith(`${folder.replace(/\/$/, '')}/`);
}

/** @param {readonly Mutant[]} mutants @returns {Score} */
function scoreOf(mutants) {
  const count = (/** @type {string[]} */ ...statuses) =>
    mutants.filter(({ status }) => statuses.includes(status)).length;
  // A mutant that goes round for ever is noticed as well, and one that no spec can be read with.
  return {
    killed: count('Killed', 'Timeout', 'RuntimeError'),
    survived: count('Survived'),
    untested: count('NoCoverage'),
  };
}

/** @param {Score} score @returns {string} of a hundred */
function percent({ killed, survived, untested }) {
  const made = killed + survived + untested;
  return made === 0 ? '-' : ((100 * killed) / made).toFixed(1);
}

/** @param {Mutant} mutant */
function inOneLine({ fileName, location, status, mutatorName, replacement = '' }) {
  const change = replacement.replace(/\s+/g, ' ').slice(0, 90);
  return `  ${status.toLowerCase()} ${fileName}:${location.start.line}:${location.start.column} ${mutatorName}: ${change}`;
}

demandNode();
process.chdir(PROJECT_ROOT);
const paths = positionals.length > 0 ? positionals : mutated;
const isAskedFor = (/** @type {string} */ file) =>
  paths.map((given) => path.normalize(given)).some((given) => file === given || isWithin(given, file));
const results = await new Stryker({
  mutate: [...paths.map(filesIn), ...spared],
  force: values.again,
  concurrency: Number(values.workers),
}).runMutationTest();
// It tells of former runs as well.
const mutants = results
  .map((mutant) => ({ ...mutant, fileName: path.relative(PROJECT_ROOT, mutant.fileName) }))
  .filter(({ fileName }) => isAskedFor(fileName));

const unjudged = mutants.filter(({ statusReason = '' }) =>
  /must contain at least one test/.test(statusReason),
);
if (unjudged.length > 0)
  throw new Error(`${unjudged.length} mutants were not judged: no spec was run on them.`);

/** @type {Map<string, Mutant[]>} */
const byFile = new Map();
for (const mutant of mutants) byFile.set(mutant.fileName, [...(byFile.get(mutant.fileName) ?? []), mutant]);
for (const mutant of mutants)
  if (['Survived', 'NoCoverage'].includes(mutant.status)) console.log(inOneLine(mutant));
for (const [file, ofFile] of [...byFile].sort(([a], [b]) => a.localeCompare(b, 'en'))) {
  const score = scoreOf(ofFile);
  console.log(`${percent(score).padStart(6)}  ${file}: ${JSON.stringify(score)}`);
}
const all = scoreOf(mutants);
const made = all.killed + all.survived + all.untested;
console.log(
  `mutants: ${made} made, ${all.killed} killed, ${all.survived} survived, ${all.untested} untested, score ${percent(all)}`,
);
