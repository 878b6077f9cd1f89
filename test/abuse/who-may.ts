import { nameOf, type Route } from './routes';

/**
 * What needs no key. Written out here once more, and not read from the server: whoever opens a route has to say so in two
 * places, or this test takes it for a hole.
 */
const publicRoutes = new Set(['GET /', 'GET /api/v1', 'GET /healthz', 'GET /readyz', 'POST /api/v1/sign-in']);

/** Pages without a key: the description of the API, which is in no list of routes. */
export const publicPages = ['/docs', '/docs-json'];

/** What every valid key may ask; what it gets may depend on whose it is. */
const anyKeyRoutes = new Set([
  'POST /api/v1/sign-out',
  'GET /api/v1/me',
  'PUT /api/v1/me/password',
  'GET /api/v1/agents',
  'GET /api/v1/agents/{id}',
  'PATCH /api/v1/agents/{id}',
  'GET /api/v1/lines',
  'GET /api/v1/lines/{id}',
  'GET /api/v1/ring-groups',
  'GET /api/v1/ring-groups/{id}',
  'GET /api/v1/calls',
  'POST /api/v1/calls',
  'GET /api/v1/calls/{id}',
  'GET /api/v1/calls/{id}/timeline',
  'GET /api/v1/calls/{id}/targets',
  'POST /api/v1/calls/{id}/transfers',
  'POST /api/v1/calls/{id}/transfers/{attempt}/merge',
  'POST /api/v1/calls/{id}/transfers/{attempt}/swap',
  'POST /api/v1/calls/{id}/transfers/{attempt}/cancel',
  'POST /api/v1/calls/{id}/hold',
  'POST /api/v1/calls/{id}/resume',
  'POST /api/v1/calls/{id}/leave',
  'POST /api/v1/calls/{id}/drop',
  'DELETE /api/v1/calls/{id}/legs/{leg}',
]);

/** What who supervises may besides. */
const superviseRoutes = new Set([
  'GET /metrics',
  'GET /api/v1/agents/{id}/phone',
  'GET /api/v1/agents/{id}/phones',
  'GET /api/v1/settings/calling',
  'POST /api/v1/caller-id/preview',
]);

export type Needed = 'nothing' | 'any key' | 'supervise' | 'administer';

/** What a route has to ask for. What nobody has thought of needs the most. */
export function neededFor(route: Route): Needed {
  const name = nameOf(route);
  if (publicRoutes.has(name)) return 'nothing';
  if (anyKeyRoutes.has(name)) return 'any key';
  return superviseRoutes.has(name) ? 'supervise' : 'administer';
}

/** Whether the route begins something that can be heard, or ends it. */
export function isOfCall({ path }: Route): boolean {
  return path.startsWith('/api/v1/calls/{id}');
}
