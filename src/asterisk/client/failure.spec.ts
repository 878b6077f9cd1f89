import { AriEndpoint } from './endpoint';
import { describeFailure, findCode, refusal } from './failure';

const endpoint = new AriEndpoint({ url: 'http://pbx:8088', user: 'baton', password: 'secret' });
const withCode = (code: string, options?: ErrorOptions) =>
  Object.assign(new Error('text', options), { code });

describe('failures', () => {
  it.each([
    [401, 'ari-authentication'],
    [403, 'ari-authentication'],
    [503, 'ari-not-ready'],
    [404, 'ari-not-an-ari-server'],
    [302, 'ari-not-an-ari-server'],
    [500, 'ari-not-an-ari-server'],
  ])('status %i means %s', (status, code) => {
    expect(refusal(endpoint, status)).toMatchObject({ code });
    expect(refusal(endpoint, status).message).not.toContain('secret');
    expect(refusal(endpoint, status).message).not.toContain('\n');
  });

  it('finds the code in the error, its cause, or the first of many', () => {
    expect(findCode(withCode('ECONNREFUSED'))).toBe('ECONNREFUSED');
    expect(findCode(new Error('fetch failed', { cause: withCode('ENOTFOUND') }))).toBe('ENOTFOUND');
    const many = new AggregateError([withCode('ECONNREFUSED'), withCode('ENETUNREACH')]);
    expect(findCode(Object.assign(many, { code: 'X' }))).toBe('ECONNREFUSED');
    expect(findCode('text')).toBeUndefined();
  });

  it('describes them in a few words', () => {
    expect(describeFailure(withCode('ECONNREFUSED'))).toBe('connection refused');
    expect(describeFailure(withCode('EHOSTUNREACH'))).toBe('EHOSTUNREACH');
    expect(describeFailure(new Error('Opening handshake has timed out'))).toBe(
      'Opening handshake has timed out',
    );
    expect(describeFailure(undefined)).toBe('unknown failure');
  });
});
