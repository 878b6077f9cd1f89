/** `npm run check:names` fails if a comment or a document names a document, or a section of one, that is not there. */
import { join } from 'node:path';
import { filesThatName, missingIn } from './named-documents';

const root = join(__dirname, '../..');
/** Makes some up. */
const spec = 'test/unit/named-documents.spec.ts';

const missing = missingIn(
  root,
  filesThatName(root).filter((file) => file !== spec),
);
for (const { file, line, name } of missing)
  console.error(`${file}:${line} names ${name}, which is not there.`);
if (missing.length > 0) process.exit(1);
console.log('All documents that are named are there.');
