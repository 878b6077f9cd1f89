import type { Presented } from '../../core/caller-id/view';

export interface TestCallRequest {
  /** The dial string, as the guard has made it. */
  readonly endpoint: string;
  readonly shows: Presented;
  /** How long it may ring. */
  readonly forMs: number;
}

/** How a call of a test went; times are milliseconds from the dialling. */
export interface TestCallOutcome {
  readonly outcome: 'answered' | 'busy' | 'declined' | 'no-answer' | 'failed';
  readonly afterMs: number;
  readonly rangAfterMs?: number;
  /** ITU-T Q.850, as Asterisk makes it of the SIP answer. */
  readonly cause?: number;
  readonly sipStatus?: number;
}

/** Calls a number, says something to whoever answers, and hangs up. */
export abstract class TestCaller {
  /**
   * Leaves nothing over in Asterisk, even if we die meanwhile.
   * @throws Refused `asterisk-unavailable`, `asterisk-refused`
   */
  abstract call(request: TestCallRequest): Promise<TestCallOutcome>;
}
