// @ts-check
// Writes the platform packages that package-lock.json lacks into it. `npm install` leaves out those that the registry in
// use does not serve (some mirrors carry one platform only), and `npm ci` then refuses the lock file everywhere.

import fs from 'node:fs';
import { missingPlatformPackages } from './lib/lockfile.cjs';

const file = 'package-lock.json';
const lock = JSON.parse(fs.readFileSync(file, 'utf8'));
const missing = missingPlatformPackages(lock);
const packages = { ...lock.packages, ...missing };
const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
fs.writeFileSync(file, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`);
console.log(`${Object.keys(missing).length} entries added`);
