import type { AriEndpoint } from './endpoint';
import {
  AriBadResponse,
  AriConnectionLost,
  AriNotAnAriServer,
  AriTimeout,
  AriUnreachable,
  AriVersionError,
} from './errors';
import { refusal } from './failure';
import { MINIMUM_BRANCH, parseBranch } from './server-version';
import type { AriResponse, AriTransport } from './transport';

/**
 * Asks the server who it is.
 * @returns its version, as it writes it
 * @throws {AriUnreachable | AriAuthenticationError | AriNotAnAriServer | AriNotReady | AriVersionError}
 */
export async function probe(endpoint: AriEndpoint, http: AriTransport, timeoutMs: number): Promise<string> {
  const response = await ask(endpoint, http, timeoutMs);
  if (response.status !== 200) throw refusal(endpoint, response.status);
  const version = readVersion(response.body);
  if (version === undefined) throw new AriNotAnAriServer(endpoint.url, 'the answer is not what ARI gives');
  const branch = parseBranch(version);
  if (branch !== undefined && branch < MINIMUM_BRANCH) throw new AriVersionError(version, MINIMUM_BRANCH);
  return version;
}

async function ask(endpoint: AriEndpoint, http: AriTransport, timeoutMs: number): Promise<AriResponse> {
  const request = {
    method: 'GET',
    path: '/asterisk/info',
    query: [['only', 'system']],
    accept: 'json',
  } as const;
  try {
    return await http.request(request, { timeoutMs });
  } catch (error) {
    if (error instanceof AriBadResponse) throw new AriNotAnAriServer(endpoint.url, 'the answer is not JSON');
    if (error instanceof AriTimeout)
      throw new AriUnreachable(endpoint.url, `no answer within ${timeoutMs} ms`);
    if (error instanceof AriConnectionLost) throw new AriUnreachable(endpoint.url, error.reason);
    throw error;
  }
}

function readVersion(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('system' in body)) return undefined;
  const { system } = body;
  if (typeof system !== 'object' || system === null || !('version' in system)) return undefined;
  return typeof system.version === 'string' ? system.version : undefined;
}
