import type { Duplex } from 'node:stream';
import { refuseOnSocket } from '../../platform/http/misbehaviour';
import { Refused } from '../../platform/refusals/refused';

/** Answers a hand-shake that cannot be taken, as the same refusal would look on any other route. */
export function refuseUpgrade(socket: Duplex, error: unknown): void {
  const problem =
    error instanceof Refused ? error : new Refused('internal-error', 'Something went wrong here.');
  refuseOnSocket(socket, problem, {
    ...(problem.code === 'unauthenticated' ? { 'WWW-Authenticate': 'Bearer' } : {}),
    // RFC 6455, 4.4: who has offered another version learns which one is spoken.
    ...(problem.code === 'bad-handshake' ? { 'Sec-WebSocket-Version': '13' } : {}),
  });
}
