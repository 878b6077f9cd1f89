export interface BackoffOptions {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * How long to wait before an attempt: anything between nothing and a bound that doubles up to the cap ("full jitter"),
 * so that many clients of one server that comes back do not come back as one.
 *
 * @param attempt 0 for the first retry
 * @param random from 0 (included) to 1 (excluded)
 * @returns milliseconds
 */
export function fullJitter(attempt: number, options: BackoffOptions, random: number): number {
  const bound = Math.min(options.capMs, options.baseMs * 2 ** Math.min(attempt, 30));
  return Math.floor(random * bound);
}
