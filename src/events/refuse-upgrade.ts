import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ApiError } from '../http/problem';

/** Answers a hand-shake that cannot be taken, as the same refusal would look on any other route. */
export function refuseUpgrade(socket: Duplex, error: unknown): void {
  const problem =
    error instanceof ApiError ? error : new ApiError(500, 'internal-error', 'Something went wrong here.');
  const body = JSON.stringify(problem.toDocument());
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? 'Error'}`,
    'Connection: close',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(problem.status === 401 ? ['WWW-Authenticate: Bearer'] : []),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
