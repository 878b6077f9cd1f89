// @ts-check
// `npm run --silent config:export > file` and `npm run config:import -- <file> [--dry-run] [--prune]`: everything that is
// set up, as one file, from and to a server that runs. Without `--silent` npm puts two lines of its own into the file.
// BATON_URL says where the server is, BATON_KEY with which key; without them it is looked for where `npm start` has it, with
// the ADMIN_KEY that it was given.

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT_ROOT } from './lib/project-root.cjs';

/** @typedef {{ id: string, name: string, fields?: { field: string, from?: unknown, to?: unknown }[] }} Item */
/** @typedef {{ section: string, created: Item[], changed: Item[], removed: Item[] }} Difference */

const env = path.join(PROJECT_ROOT, '.env');
if (fs.existsSync(env)) process.loadEnvFile(env);

/**
 * @param {string} method
 * @param {string} query
 * @param {string} [body]
 */
async function api(method, query, body) {
  const url = process.env.BATON_URL || `http://127.0.0.1:${process.env.PORT || 3000}`;
  const key = process.env.BATON_KEY || process.env.ADMIN_KEY;
  if (!key)
    throw new Error(
      'Set BATON_KEY to an admin key: the one that the first start printed, or one of `api-keys`.',
    );
  const headers = { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) };
  const address = `${url.replace(/(?<!\/)\/+$/, '')}/api/v1/config${query}`;
  const response = await fetch(address, { method, headers, ...(body && { body }) }).catch((error) => {
    throw new Error(`Nothing answers at ${address}: ${error.cause?.code ?? error.message}`);
  });
  const answer = /** @type {any} */ (await response.json());
  if (!response.ok) throw new Error(describe(answer));
  return answer;
}

/** @param {{ detail: string, code: string, errors?: { path: string, message: string }[], usedBy?: Item[] }} problem */
function describe({ detail, code, errors = [], usedBy = [] }) {
  return [
    `${detail} (${code})`,
    ...errors.map(({ path: at, message }) => `  ${at} ${message}`),
    ...usedBy.map(({ id, name }) => `  used by ${name} (${id})`),
  ].join('\n');
}

/** @param {Difference} difference */
function* lines({ section, created, changed, removed }) {
  for (const { id, name } of created) yield `+ ${section} ${name} (${id})`;
  for (const { id, name, fields = [] } of changed) {
    yield `~ ${section} ${name} (${id})`;
    for (const { field, from, to } of fields) {
      yield `    ${field}: ${JSON.stringify(from) ?? 'nothing'} -> ${JSON.stringify(to) ?? 'nothing'}`;
    }
  }
  for (const { id, name } of removed) yield `- ${section} ${name} (${id})`;
}

async function main() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { 'dry-run': { type: 'boolean', default: false }, prune: { type: 'boolean', default: false } },
  });
  const [what, file] = positionals;
  if (what === 'export') {
    process.stdout.write(`${JSON.stringify(await api('GET', ''), null, 2)}\n`);
    return;
  }
  if (what !== 'import' || file === undefined) {
    throw new Error(
      'npm run --silent config:export > file\nnpm run config:import -- file [--dry-run] [--prune]',
    );
  }
  const query = `?dryRun=${values['dry-run']}&prune=${values.prune}`;
  const { differences, told } = await api('POST', query, fs.readFileSync(file, 'utf8'));
  for (const difference of differences) for (const line of lines(difference)) console.log(line);
  for (const { user, password, failed } of told.phones ?? []) {
    console.log(
      failed ? `! phone ${user} was not made: ${failed}` : `! phone ${user} has the password ${password}`,
    );
  }
  if (differences.length === 0) console.log('Nothing differs.');
  else console.log(values['dry-run'] ? 'Nothing was changed: a dry run.' : 'Imported.');
  if ((told.phones ?? []).some((/** @type {{ failed?: string }} */ { failed }) => failed))
    process.exitCode = 1;
}

main().catch((/** @type {Error} */ error) => {
  console.error(error.message);
  process.exitCode = 1;
});
