import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const manifest = JSON.parse(readFileSync(join(__dirname, '../../..', 'package.json'), 'utf8')) as {
  readonly version: string;
};

/** Version of Baton itself. */
export const VERSION = manifest.version;
