import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const src = resolve(__dirname, '../../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.dto.ts'),
);

/** Every request and answer that a DTO describes, by name. */
function described(): readonly (readonly [string, z.ZodType])[] {
  return files.flatMap((file) => {
    const dtos = jest.requireActual<Readonly<Record<string, { readonly schema?: z.ZodType }>>>(
      join(src, file),
    );
    return Object.entries(dtos).flatMap(([name, { schema }]) =>
      name.endsWith('Dto') && schema ? [[name, schema] as const] : [],
    );
  });
}

/** Swagger takes a `type` of several for a list of the first: a text that may be null would be described as a list of texts. */
it.each(described())('%s has no field that may be null and says nothing else', (_, schema) => {
  for (const io of ['input', 'output'] as const) {
    const json = JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
    expect(json).not.toMatch(/"type":\[/);
  }
});
