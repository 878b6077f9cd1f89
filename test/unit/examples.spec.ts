import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { z } from 'zod';
import { own } from '../../src/core/own';
import { AgentsSection } from '../../src/features/agents/agents-section';
import { PhonesSection } from '../../src/features/agents/phones-section';
import { CallingSection } from '../../src/features/caller-id/calling-section';
import { readFile } from '../../src/features/config-file/config-file';
import type { ConfigSection } from '../../src/features/config-file/config-section';
import { GuardSection } from '../../src/features/dial-guard/guard-section';
import { eventSchemas } from '../../src/features/event-socket/event-schemas';
import { eventTypes } from '../../src/features/event-socket/event-types';
import { LinesSection } from '../../src/features/lines/lines-section';
import { RingGroupsSection } from '../../src/features/ring-groups/ring-groups-section';
import { TrunksSection } from '../../src/features/trunks/trunks-section';
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

/** A request gets what it leaves out, an answer has all of it. */
const isRequest = (name: string): boolean =>
  /^(Create(?!d)|Update|Put|Change|SignIn|Originate|Transfer(?!Started)|Preview(?=Request)|TestCallDto)/.test(
    name,
  );

it.each(Object.entries(examples))('the example of %s is one', (name, example) => {
  const schema = dtos.get(name);
  if (!schema) throw new Error(`There is no DTO ${name}.`);
  const { error, data } = schema.safeParse(example);
  expect(error?.issues ?? []).toEqual([]);
  // Fields that no schema has are left out by reading it.
  if (!isRequest(name)) expect(data).toEqual(example);
});

// A query is no schema of its own in the document: its parameters are described one by one.
it.each([...dtos.keys()].filter((name) => !name.endsWith('QueryDto')))('%s has an example', (name) => {
  expect(Object.keys(examples)).toContain(name);
});

interface EventExample {
  readonly type: string;
  readonly data: object;
}

const eventExamples = Object.entries(eventSchemas()).flatMap(
  ([, { examples: given = [] }]) => given as readonly EventExample[],
);

it('has an event of each type', () => {
  expect(eventExamples.map(({ type }) => type)).toEqual(Object.keys(eventTypes));
});

it.each(eventExamples.map((event) => [event.type, event] as const))('the event %s is one', (type, event) => {
  const described: z.ZodType | undefined = own(eventTypes, type)?.data;
  const { error, data } = described?.safeParse(event.data) ?? {};
  expect(error?.issues ?? []).toEqual([]);
  expect(data).toEqual(event.data);
});

it('has a file of settings that an import takes', async () => {
  const sections = [
    AgentsSection,
    PhonesSection,
    CallingSection,
    GuardSection,
    LinesSection,
    RingGroupsSection,
    TrunksSection,
  ].map((section) => new (section as unknown as new () => ConfigSection)());
  const example = own(examples, 'ConfigFileDto');
  const { items } = await readFile(example, sections);
  expect([...items.keys()].map(({ name }) => name)).toEqual(sections.map(({ name }) => name));
});

it('uses numbers only that are nobody’s', () => {
  const numbers = JSON.stringify([examples, eventExamples]).match(/\+\d{6,}/g) ?? [];
  expect(numbers.length).toBeGreaterThan(5);
  for (const number of numbers) expect(number).toMatch(/^\+49(4066969\d{3}|8999998\d{3}|15228817386)$/);
});
