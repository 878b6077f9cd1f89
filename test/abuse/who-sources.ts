import type { Dice } from '../simulation/dice';
import { type Attempt, refused } from './attempt';
import type { Person } from './people';
import { nameOf, type Route } from './routes';
import { valid } from './schema';
import { emptyPath, idsOf, json, realPath, type Source, type Target } from './source';
import { isOfCall, neededFor } from './who-may';

/** A request that would be carried out if it came from somebody who may. */
function wellFormed(route: Route, target: Target, dice: Dice, path = realPath(route, target, dice)) {
  const { method, body: schema } = route;
  return {
    method,
    path,
    ...(schema ? { body: JSON.stringify(valid(schema, dice, idsOf(target, dice))) } : {}),
    headers: schema ? json : {},
  };
}

/** Without a key, with a wrong one, or with one that does not count any longer, every other route is shut. */
export const falseKeys: Source = async (target, dice) => {
  const route = dice.pick(target.routes.filter((one) => neededFor(one) !== 'nothing'));
  const { what, headers, query } = dice.pick(target.people.falseKeys);
  await target.ask(
    withFalseKey(route, target, dice, { what, headers, ...(query === undefined ? {} : { query }) }),
  );
};

/** Each route once without a key. */
export async function walkWithoutKey(target: Target, dice: Dice): Promise<void> {
  for (const route of target.routes) {
    if (neededFor(route) === 'nothing') continue;
    await target.ask(withFalseKey(route, target, dice, { what: 'no key', headers: {} }));
  }
}

function withFalseKey(
  route: Route,
  target: Target,
  dice: Dice,
  key: { readonly what: string; readonly headers: Readonly<Record<string, string>>; readonly query?: string },
): Attempt {
  const request = wellFormed(route, target, dice);
  return {
    ...request,
    kind: `keys, ${key.what}`,
    path: key.query === undefined ? request.path : `${request.path}?${key.query}`,
    headers: { ...request.headers, ...key.headers },
    // 431: a key that is longer than any, which is not even looked at.
    expected: refused(401, 431),
  };
}

/** Nobody gets further than their permissions reach. */
export const overreach: Source = async (target, dice) => {
  const person = dice.pick(target.people.limited);
  const route = dice.pick(target.routes.filter((one) => isBeyond(person, one)));
  await target.ask(overreaching(person, route, target, dice));
};

/** Each route once by everybody who may not. */
export async function walkBeyond(target: Target, dice: Dice): Promise<void> {
  for (const person of target.people.limited)
    for (const route of target.routes.filter((one) => isBeyond(person, one)))
      await target.ask(overreaching(person, route, target, dice));
}

function overreaching(person: Person, route: Route, target: Target, dice: Dice): Attempt {
  const request = wellFormed(route, target, dice);
  const headers = { ...request.headers, ...person.headers };
  return { ...request, headers, kind: `role, ${person.name}`, expected: refused(403) };
}

function isBeyond({ permissions }: Person, route: Route): boolean {
  const needed = neededFor(route);
  if (needed === 'nothing') return false;
  if (!['GET', 'HEAD'].includes(route.method) && !permissions.includes('commands')) return true;
  return needed !== 'any key' && !permissions.includes(needed);
}

/** Another agent's call is as if it were not there, whatever is asked of it. */
export const strangers: Source = async (target, dice) => {
  const route = dice.pick(target.routes.filter(isOfCall));
  const call = dice.pick(target.calls);
  const others = Object.values(target.people.agents).filter(({ name }) => !call.agent.includes(name));
  const person = dice.pick(others);
  const unknown = wellFormed(route, target, dice, emptyPath(route, '0198c000-0000-7000-8000-000000000000'));
  const headers = { ...unknown.headers, ...person.headers };
  const kind = `another's call, ${nameOf(route)}`;
  const reply = await target.ask({ ...unknown, headers, kind, expected: refused(400, 404) });
  const path = realPath(route, { ...target, known: { ...target.known, calls: [call.id] } }, dice);
  await target.ask({ ...unknown, headers, kind, path, expected: { type: 'as', reply } });
};

/** An agent sets their own status and begins calls of their own; nobody else's. */
export const otherAgents: Source = async (target, dice) => {
  const [name, person] = dice.pick(Object.entries(target.people.agents));
  const others = target.known['agents']?.filter((id) => id !== target.known[`agent ${name}`]?.[0]) ?? [];
  const other = dice.pick(others);
  const headers = { ...json, ...person.headers };
  const changes = dice.pick([{ status: 'away' }, { status: 'busy' }, { name: 'Boss' }, { extension: '999' }]);
  const call = {
    line: dice.pick(target.known['lines'] ?? []),
    agent: other,
    target: { type: 'agent', id: other },
  };
  await target.ask(
    dice.chance(0.5)
      ? {
          kind: 'another agent',
          method: 'PATCH',
          path: `/api/v1/agents/${other}`,
          headers,
          body: JSON.stringify(changes),
          expected: refused(403),
        }
      : {
          kind: 'another agent',
          method: 'POST',
          path: '/api/v1/calls',
          headers,
          body: JSON.stringify(call),
          expected: refused(403),
        },
  );
};

const foreignPages: readonly Readonly<Record<string, string>>[] = [
  { origin: 'http://evil.example' },
  { origin: 'null' },
  { origin: 'http://127.0.0.1:1' },
  { origin: 'file://' },
  { origin: 'not an address' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'SAME-ORIGIN' },
  { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
];

/** A page of somebody else cannot use a session that the browser sends along. */
export const foreignPage: Source = async (target, dice) => {
  const route = dice.pick(target.routes.filter((one) => neededFor(one) !== 'nothing'));
  const request = wellFormed(route, target, dice);
  const headers = { ...request.headers, ...target.people.signedIn.headers, ...dice.pick(foreignPages) };
  await target.ask({ ...request, headers, kind: 'foreign page', expected: refused(401) });
};

/** Guesses are refused in the same words for names that there are and that there are not, and then slowed down. */
export const guesses: Source = async ({ ask }, dice) => {
  const name = dice.chance(0.3) ? `guess-${dice.between(1, 30)}` : `nobody-${dice.between(1, 10_000)}`;
  const password = dice.pick([
    'password',
    '123456',
    "' OR 1=1--",
    '\0',
    'a'.repeat(200),
    '👋',
    `guess ${dice.between(1, 99)}`,
  ]);
  await ask({
    kind: 'sign-in',
    method: 'POST',
    path: '/api/v1/sign-in',
    headers: json,
    body: JSON.stringify({ name, password }),
    from: `127.0.${dice.between(1, 50)}.1`,
    expected: refused(401, 429),
  });
};
