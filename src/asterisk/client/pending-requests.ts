import { AriBadResponse, AriTimeout } from './errors';
import type { AriResponse } from './transport';

interface Pending {
  readonly what: string;
  readonly resolve: (response: AriResponse) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** The part of Asterisk's RESTResponse frame that we use. */
export interface RestResponseFrame {
  readonly type: 'RESTResponse';
  readonly request_id: string;
  readonly status_code: number;
  readonly reason_phrase: string;
  readonly message_body?: string;
}

/**
 * Pairs the requests of one socket with their answers.
 *
 * A request that timed out still counts as outstanding until its answer comes: Asterisk works through a socket's
 * requests one after another, so the socket is as busy as before.
 */
export class PendingRequests {
  readonly #pending = new Map<string, Pending>();
  readonly #overdue = new Set<string>();
  #nextId = 1;

  get outstanding(): number {
    return this.#pending.size + this.#overdue.size;
  }

  /** @returns the id to send, and the promise of the answer */
  add(what: string, timeoutMs: number): { readonly id: string; readonly answer: Promise<AriResponse> } {
    const id = String(this.#nextId++);
    const answer = new Promise<AriResponse>((resolve, reject) => {
      const timer = setTimeout(() => this.#expire(id, timeoutMs), timeoutMs);
      this.#pending.set(id, { what, resolve, reject, timer });
    });
    return { id, answer };
  }

  /** @returns false when nobody asked */
  settle(frame: RestResponseFrame): boolean {
    if (this.#overdue.delete(frame.request_id)) return true;
    const pending = this.#take(frame.request_id);
    if (pending === undefined) return false;
    try {
      pending.resolve({
        status: frame.status_code,
        reason: frame.reason_phrase,
        body: parseBody(frame.message_body),
      });
    } catch {
      pending.reject(new AriBadResponse(`${pending.what}: the answer is not JSON`));
    }
    return true;
  }

  /** Fails one request, for instance because it could not be written. */
  fail(id: string, error: Error): void {
    this.#take(id)?.reject(error);
  }

  failAll(error: Error): void {
    for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(error);
    this.#overdue.clear();
  }

  #expire(id: string, timeoutMs: number): void {
    const pending = this.#take(id);
    if (pending === undefined) return;
    this.#overdue.add(id);
    pending.reject(new AriTimeout(pending.what, timeoutMs));
  }

  #take(id: string): Pending | undefined {
    const pending = this.#pending.get(id);
    if (pending === undefined) return undefined;
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    return pending;
  }
}

function parseBody(text: string | undefined): unknown {
  return text === undefined || text === '' ? undefined : JSON.parse(text);
}
