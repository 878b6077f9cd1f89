import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a browser sends this for a page that came from here. `SameSite` alone does not see to that: another port or
 * subdomain of the same host is the same site. Browsers tell by `Sec-Fetch-Site` (where the page came by HTTPS or from
 * localhost) and by `Origin` (with whatever can change something, and with WebSockets). A sender that tells neither only reads, or
 * is no browser, which nobody else's page can send for.
 */
export function isOwnPage(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  // `none`: the person has typed it in.
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin, host } = headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
