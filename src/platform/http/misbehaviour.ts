import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Refused } from '../refusals/refused';
import { toProblem } from './problem';

/** A request must have come whole by then, also a piece of music over a slow line; how fast it must come says Connections. */
const REQUEST_MS = 600_000;
const HEADERS_MS = 10_000;
const LOOK_EVERY_MS = 1_000;
/** How long somebody who was refused may take to close their side. */
const FAREWELL_MS = 2_000;

/** What cannot be read as HTTP at all is refused like the rest, as a problem document, and the connection is closed. */
export function refuseMisbehaviour(http: Server): void {
  http.requestTimeout = REQUEST_MS;
  // Node itself looks every 30 s, so that half a minute comes on top of what is allowed. Its types do not know it.
  Object.assign(http, { connectionsCheckingInterval: LOOK_EVERY_MS });
  http.headersTimeout = HEADERS_MS;
  http.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // Node says so of a client that has gone, too.
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else refuseOnSocket(socket, refusedFor(error.code));
  });
  // Of `Expect` there is one value that means something (RFC 9110, 10.1.1), and Node answers that by itself.
  http.on('checkExpectation', (_request, response) => {
    const problem = toProblem(new Refused('expectation-failed', 'Expect takes 100-continue only.'));
    response
      .writeHead(problem.status, { 'Content-Type': 'application/problem+json', Connection: 'close' })
      .end(JSON.stringify(problem));
  });
}

/** Answers where there is no response to write to yet, and hangs up. */
export function refuseOnSocket(
  socket: Duplex,
  refused: Refused,
  headers: Readonly<Record<string, string>> = {},
): void {
  const problem = toProblem(refused);
  const body = JSON.stringify(problem);
  const lines = Object.entries({
    Connection: 'close',
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const status = `HTTP/1.1 ${problem.status} ${problem.title}\r\n`;
  socket.end(`${status}${lines.join('')}\r\n${body}`);
  // What still comes in is read and forgotten: closed at once, the connection would be reset and the answer lost. Nobody
  // is kept by not closing it from the other side, either.
  socket.resume();
  const cut = setTimeout(() => socket.destroy(), FAREWELL_MS).unref();
  socket.once('close', () => clearTimeout(cut));
}

function refusedFor(code: string | undefined): Refused {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Refused('headers-too-large', 'The headers are too long.');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new Refused('body-too-large', 'The chunk extensions are too long.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Refused('request-timeout', 'The request took too long to come.');
    default:
      return new Refused('malformed-request', 'This is not HTTP.');
  }
}
