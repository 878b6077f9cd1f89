import { anything, refused } from './attempt';
import { valid } from './schema';
import { emptyPath, idsOf, json, realPath, type Source } from './source';

const oddIds = [
  '..',
  '.',
  '%2e%2e',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '..%5c..',
  '%00',
  'a%00b',
  '%0d%0aX-Evil:1',
  '%',
  '%zz',
  '%c0%ae',
  '%ff%fe',
  "'%20OR%201=1--",
  '%22%3B',
  '*',
  '%3Fx=1',
  '%23',
  '-1',
  '0',
  '1e9',
  'null',
  'undefined',
  'true',
  '[object%20Object]',
  '__proto__',
  'constructor',
  '%7Bid%7D',
  '$where',
  'x'.repeat(3_000),
  '%F0%9F%91%8B',
  '%20',
  ';id=1',
  'a,b',
  'a&b',
  '../agents',
  '..;/',
  '~',
  '@me',
];

/** Ids and addresses that lead elsewhere, from somebody who may do everything. */
export const paths: Source = async (target, dice) => {
  const route = dice.pick(target.routes.filter(({ path }) => path.includes('{')));
  const id = dice.pick(oddIds);
  const isLast = route.path.endsWith('}') && dice.chance(0.5);
  const path = isLast
    ? realPath({ path: route.path.replace(/\{\w+\}$/, id) }, target, dice)
    : emptyPath(route, id);
  const body = route.body && JSON.stringify(valid(route.body, dice, idsOf(target, dice)));
  await target.ask({
    kind: 'path',
    method: route.method,
    path,
    headers: { ...(body === undefined ? {} : json), ...target.people.admin.headers },
    ...(body === undefined ? {} : { body }),
    // Dots and a question mark may lead to the list above it, which somebody who may do everything may read.
    expected: route.method === 'GET' ? anything : refused(400, 404, 409, 414, 422),
  });
};

const methods = [
  'TRACE',
  'OPTIONS',
  'PROPFIND',
  'PURGE',
  'LOCK',
  'SEARCH',
  'MKCOL',
  'COPY',
  'REPORT',
  'BIND',
  'UNLINK',
  'M-SEARCH',
  'QUERY',
];

/** Methods that the address does not have, also where a header asks for another one. */
export const otherMethods: Source = async (target, dice) => {
  const route = dice.pick(target.routes);
  const has = new Set(target.routes.filter(({ path }) => path === route.path).map(({ method }) => method));
  const method = dice.pick([...methods, 'POST', 'PUT', 'PATCH', 'DELETE'].filter((one) => !has.has(one)));
  const override = dice.chance(0.3)
    ? { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' }
    : {};
  const path = `${realPath(route, target, dice)}${dice.chance(0.2) ? '?_method=DELETE' : ''}`;
  const headers = { ...target.people.admin.headers, ...override };
  await target.ask({ kind: 'method', method, path, headers, expected: refused() });
};

const queries = [
  'limit=0',
  'limit=201',
  'limit=-1',
  'limit=1e99',
  'limit=a',
  'limit[]=1',
  'limit=1&limit=2',
  '__proto__[x]=1',
  'page=2',
  'a'.repeat(5_000),
  'cursor[$ne]=1',
  'limit=%00',
  'limit=1;DROP',
  'state=dead',
  'constructor=1',
];

/** Queries of lists. */
export const listQueries: Source = async (target, dice) => {
  const lists = target.routes.filter(({ isList }) => isList);
  const path = `${dice.pick(lists).path}?${dice.pick(queries)}`;
  await target.ask({
    kind: 'query',
    method: 'GET',
    path,
    headers: target.people.admin.headers,
    expected: refused(400, 414),
  });
};

/** Odd and yet allowed: answered somehow, and forgotten. */
export const oddButAllowed: Source = async (target, dice) => {
  const odd = dice.pick([
    "O'Neil; --",
    '👋🏽',
    '١٢٣',
    '${jndi:ldap://x}',
    '{{7*7}}',
    '<img src=x>',
    '\u202eevil',
    'a%00b',
    '=1+1',
    '%s%n',
    'x'.repeat(64),
  ]);
  const query = `cursor=${encodeURIComponent(odd)}&limit=${dice.between(1, 200)}`;
  const route = dice.pick(['agents', 'lines', 'ring-groups', 'calls', 'users', 'api-keys', 'audit']);
  const preview = { line: odd, contact: { name: odd }, transferor: odd, target: { type: 'agent', id: odd } };
  const headers = { ...json, ...target.people.admin.headers };
  await target.ask(
    dice.chance(0.5)
      ? {
          kind: 'odd, allowed',
          method: 'GET',
          path: `/api/v1/${route}?${query}`,
          headers,
          expected: anything,
        }
      : {
          kind: 'odd, allowed',
          method: 'POST',
          path: '/api/v1/caller-id/preview',
          headers,
          body: JSON.stringify(preview),
          expected: anything,
        },
  );
};
