import type { Baton } from './baton';

/**
 * Lifts the limits of the guard against toll fraud: hundreds of calls of a few agents within a minute are what it is there to
 * stop.
 */
export async function liftGuard(baton: Baton): Promise<void> {
  const guard = await baton.done<object>('GET', '/settings/guard');
  const limits = { attemptsPerMinute: 1000, concurrentOutsideLegs: 1000, minutesPerDay: 100_000 };
  await baton.done('PUT', '/settings/guard', { ...guard, limits });
}
