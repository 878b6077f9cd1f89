import { readFileSync } from 'node:fs';
import { permissions } from '../../src/platform/access/roles';
import { catalogue } from '../../src/platform/refusals/catalogue';
import { neededFor } from '../abuse/who-may';

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly 'x-permission'?: string;
  readonly security?: Security;
  readonly parameters?: readonly { readonly name: string; readonly description?: string }[];
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly $ref?: string }>>;
}

type Security = readonly Readonly<Record<string, readonly string[]>>[];

const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
  readonly paths: object;
  readonly security: Security;
  readonly components: { readonly securitySchemes: Readonly<Record<string, object>> };
};

const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs as Readonly<Record<string, Operation>>).map(
    ([verb, operation]) => [`${verb.toUpperCase()} ${path}`, operation] as const,
  ),
);

/** As the test of abuse has written them down once more. */
const inWords = {
  nothing: ['none'],
  'any key': ['any-key'],
  supervise: ['supervise'],
  administer: ['administer'],
};

it('knows keys, which nothing can be read out of, and sessions', () => {
  expect(document.components.securitySchemes).toMatchObject({
    bearer: { type: 'http', scheme: 'bearer' },
    session: { type: 'apiKey', in: 'cookie', name: 'baton_session' },
  });
  expect(document.components.securitySchemes['bearer']).not.toHaveProperty('bearerFormat');
});

describe.each(operations)('%s', (name, operation) => {
  it('says in a few words what it does', () => {
    expect(operation.summary).toMatch(/^[A-Z].{5,60}[^.]$/);
  });

  it('says in sentences of its own what happens', () => {
    const paragraphs = operation.description?.split('\n\n') ?? [];
    expect(paragraphs.at(-1)).toMatch(/^Needs (no key|any valid key or session|the permission `.+`)\.$/);
    expect(paragraphs.slice(0, -1).join(' ')).toMatch(/^.{20,}[.!]$/);
  });

  it('says what each of its parameters is', () => {
    const without = (operation.parameters ?? []).filter(
      ({ description = '' }) => !/^.{8,}\.$/.test(description),
    );
    expect(without.map((parameter) => parameter.name)).toEqual([]);
  });

  it('says which permission it needs', () => {
    const needed = operation['x-permission']?.split(' ') ?? [];
    expect(needed.length).toBeGreaterThan(0);
    for (const permission of needed) expect(['none', 'any-key', ...permissions]).toContain(permission);
    const [method = '', path = ''] = name.split(' ');
    // Further ones of a command: to hang everybody up is a permission of its own.
    const besides = path.endsWith('/drop') ? ['commands', 'drop'] : ['commands'];
    if (path.endsWith('/drop')) expect(needed).toEqual(besides);
    const ofRoute = needed.filter((permission) => !besides.includes(permission));
    const wanted = inWords[neededFor({ method, path, isIdempotent: false, isList: false })];
    expect(ofRoute.length === 0 ? ['any-key'] : ofRoute).toEqual(wanted);
  });

  it('says whether a key, a session, or neither is asked for', () => {
    const { security = document.security } = operation;
    const session = { session: [] };
    const either = name === 'PUT /api/v1/me/password' ? [session] : [{ bearer: [] }, session];
    expect(security).toEqual(operation['x-permission'] === 'none' ? [] : either);
  });

  it('says which codes each status has, and what to do', () => {
    expect(operation.responses['default']?.$ref).toMatch(/Any(Request|Command)$/);
    const problems = Object.entries(operation.responses).filter(([status]) => /^[45]/.test(status));
    for (const [status, { description = '' }] of problems) {
      const codes = [...description.matchAll(/^- `([a-z0-9-]+)`: .+\.$/gm)].map(([, code = '']) => code);
      expect(codes.length).toBeGreaterThan(0);
      const entries = codes.map((code) => (catalogue as Readonly<Record<string, object>>)[code]);
      for (const entry of entries) expect(Object.values(entry ?? {})).toContain(Number(status));
    }
  });
});
