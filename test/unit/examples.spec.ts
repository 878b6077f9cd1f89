import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { z } from 'zod';
import { examples } from '../../src/platform/openapi/examples';

interface DtoClass {
  readonly name: string;
  readonly schema: z.ZodType;
}

/** Every DTO of the API, by the name of its class. */
const dtos = new Map(
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.dto.ts'))
    .flatMap((file) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- whatever files there are
      const exported = require(resolve(join('src', file))) as Readonly<Record<string, unknown>>;
      return Object.values(exported).filter(
        (value): value is DtoClass => typeof value === 'function' && 'schema' in value,
      );
    })
    .map((dto) => [dto.name, dto.schema]),
);

it.each(Object.entries(examples))('the example of %s is one', (name, example) => {
  const schema = dtos.get(name);
  if (!schema) throw new Error(`There is no DTO ${name}.`);
  expect(schema.safeParse(example).error?.issues ?? []).toEqual([]);
});

// A file of settings is what an export gives; nobody writes one from an example.
const without = ['ConfigFileDto', 'PutGuardSettingsDto'];
const bodies = [...dtos.keys()].filter((name) =>
  /^(Create(?!d)|Update|Put|Change|SignIn|Originate|Transfer(?!Started)|Preview(?=Request)|TestCallDto)/.test(
    name,
  ),
);

it.each(bodies.filter((name) => !without.includes(name)))(
  '%s, which a request has, has an example',
  (name) => {
    expect(Object.keys(examples)).toContain(name);
  },
);

it('uses numbers only that are nobody’s', () => {
  const numbers = JSON.stringify(examples).match(/\+\d{6,}/g) ?? [];
  expect(numbers.length).toBeGreaterThan(5);
  for (const number of numbers) expect(number).toMatch(/^\+49(4066969\d{3}|8999998\d{3}|15228817386)$/);
});
