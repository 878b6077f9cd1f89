import { mayBeLarge } from './large-answers';

const request = (method: string, path: string) => ({ method, path, query: [], accept: 'json' as const });

describe('an answer that could be too large for a WebSocket', () => {
  it.each([
    ['GET', '/channels'],
    ['GET', '/bridges'],
    ['GET', '/endpoints/PJSIP'],
    ['GET', '/applications/baton'],
    ['PUT', '/applications/baton/eventFilter'],
    ['POST', '/applications/baton-phones/subscription'],
  ])('is that to %s %s', (method, path) => {
    expect(mayBeLarge(request(method, path))).toBe(true);
  });

  it.each([
    ['POST', '/channels'],
    ['POST', '/channels/create'],
    ['GET', '/channels/baton-1/variable'],
    ['DELETE', '/bridges/baton-1-talk1'],
    ['GET', '/endpoints/PJSIP/anna'],
  ])('is not that to %s %s', (method, path) => {
    expect(mayBeLarge(request(method, path))).toBe(false);
  });
});
