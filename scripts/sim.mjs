import { createRequire } from 'node:module';

// `npm run sim`: many transfers against a simulated Asterisk with faults (test/simulation/main.ts).
const require = createRequire(import.meta.url);
require('./lib/run-typescript.cjs');
require('../test/simulation/main.ts');
