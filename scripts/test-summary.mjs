// @ts-check
// Prints one line from the file that `jest --json --outputFile=…` wrote.

import fs from 'node:fs';
import { summarise } from './lib/test-summary.cjs';

const { line, ok } = summarise(fs.readFileSync(process.argv[2] ?? '', 'utf8'));
console.log(line);
process.exitCode = ok ? 0 : 1;
