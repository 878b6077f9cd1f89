import { AriBadRequest, AriHttpError, AriTimeout } from './errors';
import type { AriRequestDone, OperationSpec } from './operation';
import { buildRequest, callThrough, readResult, renderQuery } from './operation';
import type { AriResponse } from './transport';

const play: OperationSpec = {
  method: 'POST',
  path: '/channels/{channelId}/play',
  query: ['media', 'lang', 'offsetms'],
  result: 'json',
};
const create: OperationSpec = {
  method: 'POST',
  path: '/channels/create',
  query: ['endpoint', 'app'],
  body: { name: 'variables', shape: 'wrapped' },
  result: 'json',
};
const filter: OperationSpec = {
  method: 'PUT',
  path: '/applications/{applicationName}/eventFilter',
  query: [],
  body: { name: 'filter', shape: 'whole' },
  result: 'void',
};

describe('buildRequest', () => {
  it('puts each parameter where it belongs, and leaves out what is not given', () => {
    const request = buildRequest(play, {
      channelId: 'c/1 +%',
      media: ['sound:a', 'sound:b'],
      lang: undefined,
      offsetms: 20,
    });
    expect(request).toEqual({
      method: 'POST',
      path: '/channels/c%2F1%20%2B%25/play',
      query: [
        ['media', 'sound:a,sound:b'],
        ['offsetms', '20'],
      ],
      accept: 'json',
    });
  });

  it('wraps a body, or sends it whole', () => {
    const variables = { A: '1' };
    expect(buildRequest(create, { endpoint: 'PJSIP/a', app: 'x', variables }).body).toEqual({ variables });
    const disallowed = [{ type: 'Dial' }];
    expect(buildRequest(filter, { applicationName: 'x', filter: { disallowed } }).body).toEqual({
      disallowed,
    });
  });

  it('moves a list whose items have commas, and what is long, into the body', () => {
    const long = 'x'.repeat(200);
    const request = buildRequest(play, { channelId: 'c', media: ['sound:a,b', 'sound:c'], lang: long });
    expect(request.query).toEqual([]);
    expect(request.body).toEqual({ media: ['sound:a,b', 'sound:c'], lang: long });
    expect(buildRequest(create, { endpoint: long, app: 'x', variables: {} }).body).toEqual({
      endpoint: long,
      variables: {},
    });
  });

  it.each(['', '.', '..', 'a\0b', '\ud800', undefined, 7])('refuses %j as an id', (channelId) => {
    expect(() => buildRequest(play, { channelId, media: ['sound:a'] })).toThrow(AriBadRequest);
  });

  it('refuses a NUL in a value and in a list', () => {
    expect(() => buildRequest(play, { channelId: 'c', media: ['a\0'] })).toThrow(AriBadRequest);
    expect(() => buildRequest(create, { endpoint: 'PJSIP/a\0', app: 'x' })).toThrow(AriBadRequest);
  });
});

describe('renderQuery', () => {
  it('encodes names and values, spaces not as plus', () => {
    expect(
      renderQuery([
        ['variable', 'A(b,c)'],
        ['value', 'x y+&=#é'],
      ]),
    ).toBe('?variable=A(b%2Cc)&value=x%20y%2B%26%3D%23%C3%A9');
  });

  it('is nothing without parameters', () => {
    expect(renderQuery([])).toBe('');
  });
});

describe('readResult', () => {
  const request = buildRequest(play, { channelId: 'a/b', media: ['sound:secret-number'] });

  it('gives the body, or nothing where the operation has no answer', () => {
    expect(readResult(play, request, { status: 200, reason: 'OK', body: { id: 'p' } })).toEqual({ id: 'p' });
    expect(readResult(filter, request, { status: 200, reason: 'OK', body: { id: 'p' } })).toBeUndefined();
  });

  it.each([
    [{ message: 'Channel not found' }, 'POST /channels/a/b/play: 404 Not Found (Channel not found)'],
    [{ error: 'Invalid' }, 'POST /channels/a/b/play: 404 Not Found (Invalid)'],
    [undefined, 'POST /channels/a/b/play: 404 Not Found'],
    [['odd'], 'POST /channels/a/b/play: 404 Not Found'],
  ])('turns a refusal with body %j into an error, without the query', (body, message) => {
    const read = () => readResult(play, request, { status: 404, reason: 'Not Found', body });
    expect(read).toThrow(AriHttpError);
    expect(read).toThrow(message);
  });
});

describe('a request', () => {
  const path = { channelId: 'PJSIP/+4917155-1', media: ['sound:secret-number'] };

  /** What is told of one that is answered so. */
  async function toldOf(answer: () => Promise<AriResponse>, params: object = path) {
    const told: AriRequestDone[] = [];
    const transport = { kind: 'http', request: answer, close: () => undefined } as const;
    const call = callThrough(
      () => transport,
      (done) => told.push(done),
    );
    await call(play, params).catch(() => undefined);
    return told.map(({ resource, result }) => `${resource} ${result}`);
  }

  const answered = (status: number) => () => Promise.resolve({ status, reason: '', body: {} });

  it.each<[string, () => Promise<AriResponse>]>([
    ['channels done', answered(200)],
    ['channels ari-http', answered(404)],
    ['channels ari-timeout', () => Promise.reject(new AriTimeout('POST', 1))],
  ])('is told as %s, and of whom it was is not told', async (told, answer) => {
    expect(await toldOf(answer)).toEqual([told]);
  });

  it('that cannot be sent is told as well', async () => {
    expect(await toldOf(answered(200), { ...path, channelId: '' })).toEqual(['channels ari-bad-request']);
  });
});
