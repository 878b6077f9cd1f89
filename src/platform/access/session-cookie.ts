import type { IncomingHttpHeaders } from 'node:http';

export const SESSION_COOKIE = 'baton_session';

/** What the session cookie holds, out of a `Cookie` header. */
export function sessionToken(cookies: string | undefined): string | undefined {
  for (const cookie of (cookies ?? '').split(';')) {
    const [name, value] = cookie.trim().split('=');
    if (name === SESSION_COOKIE && value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value)) return value;
  }
  return undefined;
}

/**
 * The `Set-Cookie` of a session (RFC 6265bis): no script reads it, no other site's page sends it. `Secure` where the browser
 * came by HTTPS, which ends at a proxy: on plain HTTP browsers would not keep it.
 */
export function sessionCookie(headers: IncomingHttpHeaders, token: string, maxAgeMs: number): string {
  const secure = headers['x-forwarded-proto'] === 'https' ? '; Secure' : '';
  return `${SESSION_COOKIE}=${token}; Path=/; Max-Age=${Math.floor(maxAgeMs / 1000)}; HttpOnly; SameSite=Strict${secure}`;
}
