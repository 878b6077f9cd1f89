import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../../scripts/lib/project-root.cjs';
import { ensureTestTools } from '../../../scripts/lib/test-tools.cjs';

export interface Tools {
  readonly sipp: string;
  readonly baresip: string;
  /** Where baresip finds its modules. */
  readonly baresipModules: string;
}

/**
 * SIPp and baresip. The project's own copies come first, so that the tests are the same on every machine where
 * they are installed; then whatever `npm test` has put on the PATH.
 * @throws when they are neither there nor to be had
 */
export async function findTools(): Promise<Tools> {
  const root = join(PROJECT_ROOT, '.asterisk/test-tools');
  const starters = join(root, 'starters');
  const modules = join(root, 'usr/lib/baresip/modules');
  if (existsSync(join(starters, 'sipp')) && existsSync(modules)) {
    return { sipp: join(starters, 'sipp'), baresip: join(starters, 'baresip'), baresipModules: modules };
  }
  const env = { ...process.env, ...(await ensureTestTools(() => undefined)) };
  const find = (program: string) => {
    const found = (env.PATH ?? '').split(':').map((folder) => join(folder, program));
    const file = found.find((candidate) => existsSync(candidate));
    if (file === undefined)
      throw new Error(`${program} is not on this machine: start the tests with npm test`);
    return file;
  };
  return { sipp: find('sipp'), baresip: find('baresip'), baresipModules: env.BARESIP_MODULES ?? '' };
}
