import type { Baton } from './baton';
import type { BatonEvent, EventReader } from './event-reader';

export interface TrunkResource {
  readonly id: string;
  readonly name: string;
  readonly state: string;
}

/** Asks each carrier as often as is allowed, so that tests need not wait. */
export const CHECK = { checkEverySeconds: 10 } as const;

/** A check comes at the latest 3 s after a start, and then every 10 s; the rest is for a busy machine. */
const ASKED_WITHIN_MS = 15_000;

/** Waits until a trunk is in this state, by the event that tells it. */
export async function untilTrunkIs(
  baton: Baton,
  events: EventReader,
  { id }: TrunkResource,
  state: string,
): Promise<void> {
  const isIt = ({ type, data }: BatonEvent) =>
    type === 'trunk.state' && data['id'] === id && data['state'] === state;
  const now = await baton.done<TrunkResource>('GET', `/trunks/${id}`);
  if (now.state === state) return;
  const after = events.all.at(-1)?.seq ?? -1;
  await events.until(isIt, {
    withinMs: ASKED_WITHIN_MS,
    what: `the trunk, now ${now.state}, to be ${state}`,
    after,
  });
  const then = await baton.done<TrunkResource>('GET', `/trunks/${id}`);
  if (then.state !== state) throw new Error(`${state} was told, but the trunk is ${then.state}`);
}
