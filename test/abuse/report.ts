import { type Attempt, describe, refused, type Reply } from './attempt';
import { type Fault, judge } from './judge';
import type { Dialled } from './scene';

/** So many faults are told in full; the rest are counted. */
const TOLD = 25;

/** Counts requests and what is wrong with their answers. */
export class Report {
  requests = 0;
  #serverErrors = 0;
  #letIns = 0;
  readonly #failures: string[] = [];
  readonly #byKind = new Map<string, number>();
  readonly #byStatus = new Map<number, number>();

  constructor(
    private readonly secrets: readonly string[],
    private readonly print: (line: string) => void,
  ) {}

  /** Requests that have no answer to judge. */
  count(count: number, kind = 'sockets'): void {
    this.requests += count;
    this.#byKind.set(kind, (this.#byKind.get(kind) ?? 0) + count);
  }

  judged(attempt: Attempt, reply: Reply): Reply {
    this.count(1, attempt.kind.split(',')[0] ?? '');
    this.#byStatus.set(reply.status, (this.#byStatus.get(reply.status) ?? 0) + 1);
    for (const fault of judge(attempt, reply, this.secrets)) this.#note(fault, describe(attempt), reply);
    return reply;
  }

  /** For what is no HTTP a closed connection is an answer as well. */
  judgedRaw(kind: string, bytes: string | Buffer, reply: Reply): void {
    // Node itself refuses what names no host, with an empty body.
    const isNodes = reply.status === 400 && reply.text === '' && kind.endsWith('no host');
    if (reply.status === 0 || isNodes) this.count(1, 'no HTTP');
    else this.judged({ kind, method: 'raw', path: '', body: bytes, expected: refused() }, reply);
  }

  /** @param wentOut what the carrier was asked to dial */
  judgedDial(raw: string, { status, wentOut }: Dialled): void {
    this.count(1, 'dialled on a phone');
    this.#byStatus.set(status, (this.#byStatus.get(status) ?? 0) + 1);
    const what = `a phone dialled ${raw}: ${status}`;
    if (wentOut.length > 0) this.letIn(`${what}, and it went out as ${wentOut.join(', ')}`);
    else if (status < 400) this.letIn(`${what}, and it was answered`);
    else if (status >= 500 && status < 600) this.failed(what);
  }

  /** Told whatever else is. */
  letIn(why: string): void {
    this.#letIns += 1;
    this.#failures.push(why);
    this.print(`let in: ${why}`);
  }

  failed(why: string): void {
    this.#failures.push(why);
    if (this.#failures.length <= TOLD) this.print(`wrong: ${why}`);
  }

  summary(): void {
    const list = (counts: ReadonlyMap<string | number, number>) =>
      [...counts]
        .sort(([, a], [, b]) => b - a)
        .map(([key, count]) => `${key} ${count}`)
        .join(', ');
    this.print(`tried: ${list(this.#byKind)}`);
    this.print(`answered: ${list(this.#byStatus)}`);
  }

  figures() {
    const { requests } = this;
    const serverErrors = this.#serverErrors;
    const letIn = this.#letIns;
    const failures = this.#failures;
    return { requests, serverErrors, letIn, failures };
  }

  #note({ type, why }: Fault, what: string, { status, text }: Reply): void {
    const told = `${type}: ${what}: ${why}; the answer was ${status} ${text.slice(0, 300)}`;
    if (type === 'server error') this.#serverErrors += 1;
    if (type === 'let in') this.letIn(told);
    else this.failed(told);
  }
}
