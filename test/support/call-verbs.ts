import type { Baton } from './baton';
import type { CallResource, Refusal } from './call-resource';
import { Phone } from './phones/phone';

/** The one who is to take a call: an agent, or whoever has this outside number. */
export type Target = { readonly id: string; readonly phone: Phone } | Phone;

export interface ColdOptions {
  /** Seconds. */
  readonly timeout?: number;
  readonly release?: 'on-answer' | 'now';
  readonly confirm?: boolean;
}

/** What the API lets be done with calls, in the words of the tests. */
export abstract class CallVerbs {
  abstract readonly baton: Baton;

  call(id: string): Promise<CallResource> {
    return this.baton.done<CallResource>('GET', `/calls/${id}`);
  }

  /** Those that are not over. */
  async calls(): Promise<readonly CallResource[]> {
    return (await this.baton.done<{ items: readonly CallResource[] }>('GET', '/calls')).items;
  }

  /** Starts a transfer and returns its id. */
  async transfer(callId: string, body: object): Promise<string> {
    const answer = await this.baton.done<{ transfer: { id: string } }>(
      'POST',
      `/calls/${callId}/transfers`,
      body,
    );
    return answer.transfer.id;
  }

  /** Starts a warm transfer and returns its id. */
  introduce(callId: string, target: Target, options: { readonly timeout?: number } = {}): Promise<string> {
    return this.transfer(callId, { mode: 'warm', target: specOf(target), ...options });
  }

  /** Starts a cold transfer and returns its id. A number is not asked to press 1, unless `confirm` says so. */
  coldTransfer(callId: string, target: Target, options: ColdOptions = {}): Promise<string> {
    const unasked = target instanceof Phone ? { confirm: false } : {};
    return this.transfer(callId, { mode: 'cold', target: specOf(target), ...unasked, ...options });
  }

  /** A verb without a body: `merge`, `swap` and `cancel` of a transfer, or one of the call's. */
  verb(callId: string, verb: string, transfer?: string): Promise<CallResource> {
    const path = transfer === undefined ? verb : `transfers/${transfer}/${verb}`;
    return this.baton.done<CallResource>('POST', `/calls/${callId}/${path}`);
  }

  /** A command that is not to succeed: what the answer says. @throws Error if it succeeds */
  async refusal(method: string, path: string, body?: unknown): Promise<Refusal> {
    const { status, body: problem } = await this.baton.api<Omit<Refusal, 'status'>>(method, path, body);
    if (status < 400) throw new Error(`${method} ${path} was to be refused, and was answered ${status}`);
    const { code, callState, openTransfer } = problem;
    return {
      status,
      code,
      ...(callState === undefined ? {} : { callState }),
      ...(openTransfer === undefined ? {} : { openTransfer }),
    };
  }
}

export function specOf(target: Target): object {
  return target instanceof Phone
    ? { type: 'number', number: target.number }
    : { type: 'agent', id: target.id };
}
