import { sessionCookie, sessionToken } from './session-cookie';

const token = 'a'.repeat(43);

it.each([
  [`baton_session=${token}`, token],
  [`a=b; baton_session=${token}; c=d`, token],
  ['baton_session=short', undefined],
  [`other_baton_session=${token}`, undefined],
  ['', undefined],
  [undefined, undefined],
])('finds in %j %j', (header, found) => {
  expect(sessionToken(header)).toBe(found);
});

it('is for us alone, and goes by HTTPS only where it came by HTTPS', () => {
  const plain = `baton_session=${token}; Path=/; Max-Age=60; HttpOnly; SameSite=Strict`;
  expect(sessionCookie({}, token, 60_000)).toBe(plain);
  expect(sessionCookie({ 'x-forwarded-proto': 'https' }, token, 60_000)).toBe(`${plain}; Secure`);
});
