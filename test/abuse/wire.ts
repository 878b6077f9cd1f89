import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import type { Attempt, Reply } from './attempt';

const ANSWER_WITHIN_MS = 20_000;
/** Long enough for a refusal, short enough for hundreds that get none. */
const RAW_WITHIN_MS = 3_000;

const silence: Reply = { status: 0, headers: {}, text: '' };

/** Sends requests from several of this machine's own addresses, as failures are counted by address. */
export class Wire {
  readonly #agents = new Map<string, Agent>();

  /** @param url the server's */
  constructor(private readonly url: URL) {}

  /** A request that Node's client can be brought to send. */
  async send(attempt: Attempt): Promise<Reply> {
    const { reply, wasStale } = await this.#sendOnce(attempt);
    // An idle connection that the server closed just when we took it.
    return wasStale ? (await this.#sendOnce(attempt)).reply : reply;
  }

  /** Whatever these bytes are. @returns what came back until the server closed, or was done answering */
  async raw(bytes: string | Buffer): Promise<Reply> {
    const socket = connect(Number(this.url.port), this.url.hostname);
    const chunks: Buffer[] = [];
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, RAW_WITHIN_MS);
      const done = () => {
        clearTimeout(late);
        resolve();
      };
      socket.on('data', (data: Buffer) => {
        chunks.push(data);
        if (isWhole(Buffer.concat(chunks).toString('latin1'))) done();
      });
      socket.on('error', done);
      socket.on('close', done);
      socket.write(bytes);
    });
    socket.destroy();
    return parsed(Buffer.concat(chunks).toString('utf8'));
  }

  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
  }

  #sendOnce(attempt: Attempt): Promise<{ readonly reply: Reply; readonly wasStale: boolean }> {
    const { method, path, headers = {}, body, from = '127.0.0.1' } = attempt;
    return new Promise((resolve, reject) => {
      const sent = request({
        host: this.url.hostname,
        port: this.url.port,
        agent: this.#agentOf(from),
        method,
        path,
        headers: { ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }), ...headers },
        timeout: ANSWER_WITHIN_MS,
      });
      sent.on('response', (response) => {
        const chunks: Buffer[] = [];
        const { statusCode: status = 0, headers: told } = response;
        const finish = () =>
          resolve({
            reply: { status, headers: told, text: Buffer.concat(chunks).toString('utf8') },
            wasStale: false,
          });
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', finish);
        response.on('error', finish);
      });
      sent.on('upgrade', (response, socket) => {
        socket.destroy();
        resolve({ reply: { status: 101, headers: response.headers, text: '' }, wasStale: false });
      });
      sent.on('timeout', () => {
        reject(new Error(`waited ${ANSWER_WITHIN_MS} ms for an answer to ${method} ${path.slice(0, 200)}`));
        sent.destroy();
      });
      sent.on('error', () => resolve({ reply: silence, wasStale: sent.reusedSocket }));
      sent.end(body);
    });
  }

  #agentOf(localAddress: string): Agent {
    const known = this.#agents.get(localAddress);
    if (known) return known;
    const agent = new Agent({ keepAlive: true, maxSockets: 64, localAddress });
    this.#agents.set(localAddress, agent);
    return agent;
  }
}

function isWhole(text: string): boolean {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  return rest.length > 0 && length !== undefined && rest.join('\r\n\r\n').length >= Number(length);
}

function parsed(text: string): Reply {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0);
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const body = rest.join('\r\n\r\n');
  return { status, headers, text: bodyOf(body, headers) };
}

/** Without what is the answer to the next request already. */
function bodyOf(rest: string, headers: Reply['headers']): string {
  if (headers['transfer-encoding'] !== 'chunked')
    return Buffer.from(rest)
      .subarray(0, Number(headers['content-length'] ?? rest.length))
      .toString('utf8');
  // Ours are of one chunk, if of any.
  return /^[1-9a-f][0-9a-f]*\r\n([^]*?)\r\n0\r\n/i.exec(rest)?.[1] ?? '';
}
