import { refused } from './attempt';
import { badBody } from './bad-body';
import { nameOf } from './routes';
import { emptyPath, idsOf, json, realPath, type Source, taking } from './source';
import { neededFor } from './who-may';

/** Bodies that are almost right, from somebody who may do everything. */
export const badBodies: Source = async (target, dice) => {
  const route = dice.pick(taking(target));
  const bad = route.body && badBody(route.body, dice, idsOf(target, dice));
  if (!bad) return;
  await target.ask({
    kind: `body, ${bad.why}`,
    method: route.method,
    path: realPath(route, target, dice),
    headers: { ...json, ...target.people.admin.headers },
    body: bad.json,
    expected: neededFor(route) === 'nothing' ? refused(400, 401, 422, 429) : refused(400, 404, 409, 422),
  });
};

const badKeys = ['x'.repeat(256), 'a b', '\t', 'ä', '\xff'];

/** The same command again, another one under its name, somebody else's name, and names that are none. */
export const replays: Source = async (target, dice) => {
  const { ask, people } = target;
  const route = dice.pick(target.routes.filter(({ isIdempotent }) => isIdempotent));
  const key = `replay-${dice.between(1, 1e12)}`;
  const kind = `replay, ${nameOf(route)}`;
  const bad = route.body && badBody(route.body, dice, idsOf(target, dice));
  // What is not read as JSON does not come to be a command that could be repeated.
  if (route.body && (!bad || bad.why === 'no object')) return;
  const headers = { ...json, ...people.admin.headers, 'idempotency-key': key };
  const request = {
    kind,
    method: route.method,
    path: emptyPath(route),
    ...(bad ? { body: bad.json } : {}),
    headers,
  };
  const reply = await ask({ ...request, expected: refused(400, 404, 409, 422) });
  await ask({ ...request, expected: { type: 'as', reply } });
  await ask({ ...request, body: '{"another":1}', expected: refused(422) });
  await ask({
    ...request,
    headers: { ...request.headers, ...people.supervisor.headers },
    expected: refused(400, 403, 404, 409, 422),
  });
  await ask({
    ...request,
    headers: { ...request.headers, 'idempotency-key': dice.pick(badKeys) },
    expected: refused(400, 404),
  });
};
