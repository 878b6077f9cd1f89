// @ts-check
// `npm run test:mutants` changes the code in one place at a time, and runs the unit specs on each change: does one fail?
// scripts/mutants.mjs has the command; what it found stands in docs/guarantees.md.

/** What is changed, unless paths are given: what decides. */
export const mutated = ['src/core', 'src/features/dial-guard', 'src/features/caller-id'];

/** Never changed: tests, and what only a real server with its routes and tables can show (test/contract). */
export const spared = [
  '!src/**/*.spec.ts',
  '!src/**/testing/**',
  '!src/**/*.d.ts',
  '!src/**/*.{module,controller,entity,dto}.ts',
];

/** @type {ConstructorParameters<typeof import('@stryker-mutator/core').Stryker>[0]} */
export default {
  plugins: ['@stryker-mutator/jest-runner'],
  testRunner: 'jest',
  jest: {
    projectType: 'custom',
    configFile: 'scripts/lib/jest-of-mutants.cjs',
    enableFindRelatedTests: false,
  },
  mutate: [...mutated.map((folder) => `${folder}/**/*.ts`), ...spared],
  coverageAnalysis: 'perTest',
  // Stories that are told while specs are read run nearly all of the code: every mutant would need every test. What only they
  // run is left out; of anything else the tests that run it decide, so that a score is rather too low than too high.
  ignoreStatic: true,
  concurrency: 2,
  // Only what goes round for ever takes so long, also on a machine that others use.
  timeoutMS: 60_000,
  // What is known of a mutant whose file and tests are the same still is so.
  incremental: true,
  incrementalFile: '.mutants/incremental.json',
  tempDirName: '.mutants/work',
  ignorePatterns: ['.asterisk', 'data', 'dist*', 'coverage', 'findings', 'docs', 'bench', 'docker'],
  reporters: ['progress-append-only'],
};
