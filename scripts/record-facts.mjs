import { createRequire } from 'node:module';

// `npm run record:facts`: what this release stores, recorded for the builds that come after it (test/recording/record.ts).
const require = createRequire(import.meta.url);
require('./lib/run-typescript.cjs');
require('../test/recording/record.ts');
