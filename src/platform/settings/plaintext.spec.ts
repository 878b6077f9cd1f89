import { isReadableOnTheWay } from './plaintext';

describe('isReadableOnTheWay', () => {
  it.each([
    'http://127.0.0.1:8088',
    'http://127.8.9.10:8088/prefix',
    // As a browser reads it: 127.0.0.1.
    'http://127.1',
    'http://2130706433',
    'http://[::1]:8088',
    'http://[::ffff:127.0.0.1]:8088',
    'http://localhost:8088',
    'http://LOCALHOST:8088',
    'https://10.0.0.5:8089',
    'https://pbx.example:8089',
  ])('is not so for %s', (url) => {
    expect(isReadableOnTheWay(new URL(url))).toBe(false);
  });

  it.each([
    'http://10.0.0.5:8088',
    'http://pbx.example:8088',
    'http://asterisk:8088',
    'http://0.0.0.0:8088',
    'http://[::]:8088',
    'http://[::ffff:10.0.0.5]:8088',
    'http://[fe80::1]:8088',
    'http://127.0.0.1.example:8088',
    'http://localhost.example:8088',
    'http://127.0.0.1@10.0.0.5:8088',
  ])('is so for %s', (url) => {
    expect(isReadableOnTheWay(new URL(url))).toBe(true);
  });
});
