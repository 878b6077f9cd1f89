import { refused } from './attempt';
import { json, type Source } from './source';

const unfit = [
  '&',
  '@',
  '/',
  ',',
  ';',
  ' ',
  '(',
  ')',
  '-',
  '.',
  '\r\n',
  '\n',
  '\0',
  '%',
  '%0d%0a',
  '\\',
  "'",
  '"',
  '<',
  '>',
  '?',
  '=',
  '|',
  'a',
  'p',
  'w',
  '٣',
  '５',
  '\u200b',
  '\u202e',
  '\ud800',
  '+',
  'PJSIP/',
  'Local/5@from-phones',
  'sip:',
  ';user=phone',
  '\t',
  '!',
  '~',
  '^',
];

/** Numbers that are none, where a number goes into a dial string; asked of a call by who may. */
export const dialStrings: Source = async (target, dice) => {
  const digits = Array.from({ length: dice.between(0, 12) }, () => dice.pick([...'0123456789*#'])).join('');
  const at = dice.between(digits === '' || digits.length === 1 ? 0 : 1, digits.length);
  const number = dice.chance(0.1)
    ? '5'.repeat(dice.between(33, 64))
    : `${digits.slice(0, at)}${at === 0 ? '5' : ''}${dice.pick(unfit)}${digits.slice(at)}`;
  const to = { type: 'number', number };
  const { id } = dice.pick(target.calls);
  const shared = {
    method: 'POST',
    headers: { ...json, ...target.people.admin.headers },
    expected: refused(400, 422),
  };
  const line = dice.pick(target.known['lines'] ?? []);
  const group = { name: 'x', layers: [{ strategy: 'ordered', ringSeconds: 10, members: [to] }] };
  await target.ask(
    dice.pick([
      {
        ...shared,
        kind: 'dial string',
        path: `/api/v1/calls/${id}/transfers`,
        body: JSON.stringify({ mode: dice.pick(['warm', 'cold']), target: to }),
      },
      {
        ...shared,
        kind: 'dial string',
        path: '/api/v1/calls',
        body: JSON.stringify({ line, agent: target.known['agent eve']?.[0], target: to }),
      },
      { ...shared, kind: 'dial string', path: '/api/v1/ring-groups', body: JSON.stringify(group) },
      {
        ...shared,
        kind: 'dial string',
        method: 'PATCH',
        path: `/api/v1/lines/${line}`,
        body: JSON.stringify({ trunk: `carrier/${number}` }),
      },
    ]),
  );
};

const headerBreaks = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  '\u0085',
  '\u2028',
  '\u2029',
  '\x1b[2J',
  '\b',
  '\x7f',
  '\ud83d',
  '\udc4b',
];

/** Names end up in SIP headers, and in the log. */
export const sipHeaders: Source = async (target, dice) => {
  const name = `Ann${dice.pick(headerBreaks)}${dice.pick(['X-Evil: 1', 'Route: <sip:evil>', 'b', '" <sip:911@evil>'])}`;
  const pick = (collection: string) => dice.pick(target.known[collection] ?? ['none']);
  const [method, path, body] = dice.pick([
    ['PATCH', `/api/v1/agents/${pick('agents')}`, { name }],
    ['POST', '/api/v1/agents', { name, extension: '777' }],
    ['PATCH', `/api/v1/lines/${pick('lines')}`, { name }],
    ['PATCH', `/api/v1/lines/${pick('lines')}`, { musicClass: name }],
    ['PATCH', `/api/v1/lines/${pick('lines')}`, { mask: name }],
    ['PUT', `/api/v1/agents/${pick('agents')}/phone`, { user: name }],
    ['POST', '/api/v1/api-keys', { name, role: 'supervisor' }],
    ['POST', '/api/v1/users', { name, role: 'supervisor', password: 'seventeen green bottles' }],
    ['PUT', '/api/v1/settings/calling', { mask: name }],
    ['PUT', '/api/v1/settings/calling', { trunks: { carrier: { profile: 'assert', domain: name } } }],
    ['PUT', '/api/v1/settings/calling', { trunks: { [name]: { profile: 'none' } } }],
  ] as const);
  const headers = { ...json, ...target.people.admin.headers };
  await target.ask({
    kind: 'SIP header',
    method,
    path,
    headers,
    body: JSON.stringify(body),
    expected: refused(400, 422),
  });
};
