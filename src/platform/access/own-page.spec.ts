import { isOwnPage } from './own-page';

const host = 'baton.example:3000';

it.each([
  [{ 'sec-fetch-site': 'same-origin' }, true],
  [{ 'sec-fetch-site': 'none' }, true],
  [{ 'sec-fetch-site': 'same-site' }, false],
  [{ 'sec-fetch-site': 'cross-site', origin: `http://${host}` }, false],
  [{ 'sec-fetch-site': 'same-origin', origin: 'https://as-the-proxy-is-called.example' }, true],
  [{ origin: `http://${host}` }, true],
  [{ origin: 'http://baton.example:8080' }, false],
  [{ origin: 'http://other.baton.example:3000' }, false],
  [{ origin: 'null' }, false],
  [{}, true],
])('%j: %s', (headers, own) => {
  expect(isOwnPage({ host, ...headers })).toBe(own);
});
