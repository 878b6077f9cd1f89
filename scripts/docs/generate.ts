/**
 * Writes what is known of the API from its own code: docs/openapi.json, docs/asyncapi.json, docs/events.md, docs/errors.md.
 *
 *     npm run generate:docs               writes them
 *     npm run check:docs                  fails if they are not what would be written
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { errorsPage } from './errors';
import { asyncApiDocument, eventsPage } from './events';
import { openApiDocument } from './openapi';

const root = join(__dirname, '../..');

async function main(): Promise<void> {
  const documents: Readonly<Record<string, string>> = {
    'docs/openapi.json': JSON.stringify(await openApiDocument()),
    'docs/asyncapi.json': JSON.stringify(asyncApiDocument()),
    'docs/events.md': eventsPage(),
    'docs/errors.md': errorsPage(),
  };
  const stale: string[] = [];
  for (const [file, text] of Object.entries(documents)) {
    const path = join(root, file);
    const wanted = await format(text, { ...(await resolveConfig(path)), filepath: path });
    if (wanted === read(path)) continue;
    stale.push(file);
    if (!process.argv.includes('--check')) writeFileSync(path, wanted);
  }
  if (stale.length === 0) console.log('The documents of the API are as the code is.');
  else if (!process.argv.includes('--check')) console.log(`Written: ${stale.join(', ')}`);
  else {
    console.error(
      `Not as the code is: ${stale.join(', ')}. Run \`npm run generate:docs\` and read what has changed.`,
    );
    process.exit(1);
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

void main();
