import type { TestCallOutcome } from './test-caller';

/** The outcome for a person. */
export function inWords({ outcome, afterMs, rangAfterMs, cause, sipStatus }: TestCallOutcome): string {
  const why = whyOf(cause, sipStatus);
  switch (outcome) {
    case 'answered':
      return `Answered after ${afterMs} ms${rangAfterMs === undefined ? '' : `, rang after ${rangAfterMs} ms`}.`;
    case 'busy':
      return `Busy, after ${afterMs} ms${why}.`;
    case 'declined':
      return `Refused by the carrier or by whoever was called, after ${afterMs} ms${why}.`;
    case 'no-answer':
      return `${rangAfterMs === undefined ? 'No answer, and it did not even ring,' : 'It rang, but nobody answered'} for ${Math.round(afterMs / 1000)} s${why}.`;
    case 'failed':
      return `The call did not come about, after ${afterMs} ms${why}.`;
  }
}

function whyOf(cause: number | undefined, sipStatus: number | undefined): string {
  if (sipStatus !== undefined) return ` (SIP ${sipStatus})`;
  return cause === undefined ? '' : ` (cause ${cause})`;
}
