import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const src = join(__dirname, '../../src');
/** Only those of what is changed (stryker.config.mjs): what decides is to be proven where it lies. */
const folders = ['core', 'features/dial-guard', 'features/caller-id'];

/** The names of the tests that are to be run, as a pattern (scripts/lib/environment-of-mutants.cjs); '': all. */
const { testsAskedFor = '' } = globalThis as { testsAskedFor?: string };
const asked = testsAskedFor.replaceAll('\\', '');

// As one spec: Jest loads what they all import once for each that it is given, which is most of what a mutant takes.
for (const folder of folders) {
  const files = readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.spec.ts')).sort()) {
    const spec = join(src, folder, file);
    const name = relative(src, spec);
    if (asked !== '' && !asked.includes(name)) continue;
    describe(name, () => {
      jest.requireActual(spec);
    });
  }
}
