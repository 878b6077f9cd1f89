import type { Starter } from './site';
import type { StepRequest, Trap } from './step-wire';

/** What is done to a flow, once. Stages count from 0. */
export type Fault =
  | { readonly type: 'none' }
  /** SIGKILL at the n-th request that Baton makes of Asterisk. */
  | { readonly type: 'kill'; readonly n: number; readonly request: Trap['request'] }
  /** SIGKILL before a stage that a person sets going: they act while the server is dead. */
  | { readonly type: 'kill-idle'; readonly stage: number }
  /** The connection to Asterisk is cut when a stage begins, for so long. */
  | { readonly type: 'cut'; readonly stage: number; readonly ms: number }
  /** Asterisk itself dies after a stage, and is started again. */
  | { readonly type: 'asterisk'; readonly stage: number };

/** A fault of a flow: what the test is made of. */
export interface Point {
  readonly flow: string;
  readonly fault: Fault;
  readonly starter: Starter;
}

/** What became of one. */
export interface Outcome {
  readonly point: Point;
  /** `not-reached`: the run made fewer requests than the one that counted them, so nothing was tested. */
  readonly result: 'recovered' | 'failed' | 'lost' | 'not-reached';
  /** The request that sprang the trap, or the stage that was disturbed. */
  readonly step: string;
  readonly requests: readonly StepRequest[];
  readonly tookMs: number;
  /** How long nobody led the calls, as far as the test could see; 0 without a fault. */
  readonly outageMs: number;
  /** Of those that did not recover: what was awaited and heard, the server's log, the call's timeline. */
  readonly report?: string;
}

export function describePoint({ flow, fault, starter }: Point): string {
  const under = starter === 'npm start' ? ' under npm start' : '';
  return `${flow}${under}: ${describeFault(fault, starter)}`;
}

function describeFault(fault: Fault, starter: Starter): string {
  switch (fault.type) {
    case 'none':
      return 'no fault';
    case 'kill':
      return starter === 'npm start'
        ? `killed after step ${fault.n}`
        : `killed with request ${fault.n} ${fault.request}`;
    case 'kill-idle':
      return `dead during stage ${fault.stage + 1}`;
    case 'asterisk':
      return `Asterisk dies after stage ${fault.stage + 1}`;
    case 'cut':
      return `cut for ${fault.ms / 1000} s at stage ${fault.stage + 1}`;
  }
}
