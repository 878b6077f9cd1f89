import type { IncomingHttpHeaders } from 'node:http';

/** What the server may make of a request; decided before it is sent. */
export type Expected =
  /** Any 4xx; or one of these. */
  | { readonly type: 'refused'; readonly with?: readonly number[] }
  /** Byte by byte what this one was: nothing may tell the two apart. */
  | { readonly type: 'as'; readonly reply: Reply }
  /** Not abuse but proof that the server is there for those who may. */
  | { readonly type: 'answered'; readonly with: readonly number[] }
  /** Odd, and allowed: only that nothing breaks. */
  | { readonly type: 'anything' };

export interface Attempt {
  /** What it tries, for the report. */
  readonly kind: string;
  readonly method: string;
  /** As it is sent: not normalised, not escaped. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Which of our own addresses it comes from. */
  readonly from?: string;
  readonly expected: Expected;
}

export interface Reply {
  /** 0 if the connection was closed without an answer. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends it, judges the answer and counts. */
export type Ask = (attempt: Attempt) => Promise<Reply>;

export const refused = (...codes: readonly number[]): Expected =>
  codes.length === 0 ? { type: 'refused' } : { type: 'refused', with: codes };

export const anything: Expected = { type: 'anything' };

/** One line for the report. */
export function describe({ kind, method, path, headers, body }: Attempt): string {
  const { authorization: _, cookie: __, ...told } = headers ?? {};
  const sent = body === undefined ? '' : ` ${JSON.stringify(body.toString('utf8').slice(0, 300))}`;
  return `${kind}: ${method} ${path.slice(0, 200)} ${JSON.stringify(told).slice(0, 200)}${sent}`;
}
