import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { within } from './await';
import type { Baton } from './baton';

const ANSWERS_WITHIN_MS = 10_000;

/** An import has a connection to the store of its own, which takes many turns of the event loop to open. */
const LONG_WRITE = 'POST /api/v1/config?dryRun=true';

/** What one of them asks for, not knowing of the others. */
interface Asked {
  readonly method: 'PATCH' | 'PUT' | 'DELETE';
  readonly body?: object;
}

/** An answer as it came; `body` is undefined where there is none. */
interface Outcome {
  readonly status: number;
  readonly body: { readonly code?: string } | undefined;
}

/**
 * Makes several change the same thing at one moment: a long write goes first, and they come while it has the store to
 * itself. Without it each would be done before the next is read, however close behind it comes, and a check that is made
 * before the write would never be found out. All goes in one write over one connection, so that all is read at once.
 * @param path below /api/v1
 * @returns the answers in the order of what was asked
 */
export async function atOnce(
  baton: Pick<Baton, 'url' | 'adminKey'>,
  path: string,
  ifMatch: string,
  asked: readonly Asked[],
): Promise<readonly Outcome[]> {
  const { hostname, port } = new URL(baton.url);
  const common = [`Host: ${hostname}:${port}`, `Authorization: Bearer ${baton.adminKey}`];
  const changes = asked.map(({ method, body }, nth) => {
    const isLast = nth === asked.length - 1;
    const own = [`If-Match: ${ifMatch}`, `Connection: ${isLast ? 'close' : 'keep-alive'}`];
    return requestOf(`${method} /api/v1${path}`, [...common, ...own], body);
  });
  const socket = connect(Number(port), hostname);
  try {
    socket.write([requestOf(LONG_WRITE, common, { baton: 1 }), ...changes].join(''));
    const answers = await within(text(socket), {
      what: 'the answers to requests at once',
      withinMs: ANSWERS_WITHIN_MS,
    });
    return answers.split('HTTP/1.1 ').slice(2).map(parsed);
  } finally {
    socket.destroy();
  }
}

function requestOf(target: string, headers: readonly string[], body: object | undefined): string {
  const json = body === undefined ? '' : JSON.stringify(body);
  const ofBody = ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(json)}`];
  return `${[`${target} HTTP/1.1`, ...headers, ...ofBody].join('\r\n')}\r\n\r\n${json}`;
}

function parsed(answer: string): Outcome {
  const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
  return {
    status: Number(answer.slice(0, 3)),
    body: body === '' ? undefined : (JSON.parse(body) as Outcome['body']),
  };
}
