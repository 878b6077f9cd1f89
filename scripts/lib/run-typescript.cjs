// @ts-check
'use strict';

/**
 * Lets Node require the project's TypeScript: for programs that are not tests but use what the tests use (the demo, the
 * simulation, benchmarks).
 *
 *     node --require ./scripts/lib/run-typescript.cjs some/program.ts
 *
 * or require this file, then the program. Same compiler and settings (.swcrc) as Jest; types are checked by
 * `npm run check`, not here. SIP.js, which is published as ES modules only, needs nothing: Node 20.19 and later can
 * require those.
 */

const fs = require('node:fs');
const path = require('node:path');
const { transformSync } = require('@swc/core');
const { PROJECT_ROOT } = require('./project-root.cjs');

const options = JSON.parse(fs.readFileSync(path.join(PROJECT_ROOT, '.swcrc'), 'utf8'));

// Node's types do not know `_compile`, though every compiler that registers itself uses it.
/** @typedef {{ _compile(code: string, filename: string): void }} Compiling */

process.setSourceMapsEnabled(true);
// Called deprecated since 2012, and still the one way that is synchronous and works in every Node from 20 on.
require.extensions['.ts'] = (/** @type {NodeJS.Module} */ module, /** @type {string} */ filename) => {
  const { code } = transformSync(fs.readFileSync(filename, 'utf8'), { ...options, filename, swcrc: false });
  /** @type {NodeJS.Module & Compiling} */ (module)._compile(code, filename);
};
