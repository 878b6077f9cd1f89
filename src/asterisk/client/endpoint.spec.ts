import { inspect } from 'node:util';
import { AriEndpoint } from './endpoint';
import { AriConfigurationError } from './errors';

const endpoint = (url: string) => new AriEndpoint({ url, user: 'baton', password: 'p:ä' });

describe('AriEndpoint', () => {
  it.each([
    ['http://127.0.0.1:8088', 'http://127.0.0.1:8088/ari', 'ws://127.0.0.1:8088/ari/events?app=a.b-1'],
    ['http://pbx:8088/', 'http://pbx:8088/ari', 'ws://pbx:8088/ari/events?app=a.b-1'],
    ['http://pbx:8088/ari/', 'http://pbx:8088/ari', 'ws://pbx:8088/ari/events?app=a.b-1'],
    ['https://pbx/asterisk', 'https://pbx/asterisk/ari', 'wss://pbx/asterisk/ari/events?app=a.b-1'],
  ])('finds ARI below %s', (given, url, socketUrl) => {
    expect(endpoint(given).url).toBe(url);
    expect(endpoint(given).socketUrl('a.b-1')).toBe(socketUrl);
  });

  it.each([
    '',
    'pbx:8088',
    'ftp://pbx',
    'http://me:secret@pbx:8088',
    'http://pbx/?api_key=me:secret',
    'http://pbx/#x',
  ])('refuses %j without repeating it', (url) => {
    expect(() => endpoint(url)).toThrow(AriConfigurationError);
    expect(() => endpoint(url)).not.toThrow(/secret/);
  });

  it('lets the password out as a header only', () => {
    const it = endpoint('http://pbx:8088');
    expect(it.headers()).toEqual({ authorization: `Basic ${Buffer.from('baton:p:ä').toString('base64')}` });
    expect(`${inspect(it)} ${JSON.stringify(it)}`).not.toMatch(/p:ä|Basic/);
  });
});
