import type { Call } from '../../src/core/call/call';
import { topology } from '../../src/core/call/topology';
import type { Snapshot } from '../../src/features/calls/pbx';

/** Where everybody is in Asterisk, by the id of channel or bridge. */
export type Picture = ReadonlyMap<string, string>;

export function pictureOf({ channels, bridges }: Snapshot): Picture {
  return new Map([
    ...channels.map(({ id, state, bridge }) => [id, `${state} in ${bridge ?? 'no bridge'}`] as const),
    ...bridges.map(({ id, type }) => [id, type] as const),
  ]);
}

/** What of one is not in the other just so. */
export function differences(before: Picture, after: Picture): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((id) => before.get(id) !== after.get(id))
    .map((id) => `${id}: was ${before.get(id) ?? 'not there'}, is ${after.get(id) ?? 'not there'}`);
}

/** The first thing in Asterisk that is not as the calls' facts want it; null if everything is. */
export function unfinished(
  calls: readonly Call[],
  { channels, bridges }: Snapshot,
  now: number,
): string | null {
  const channel = new Map(channels.map((c) => [c.id, c]));
  const kind = new Map(bridges.map((b) => [b.id, b.type]));
  let rooms = 0;
  for (const call of calls) {
    const bridgeOf = new Map<string, string>();
    for (const { id, place } of topology(call, now).legs) {
      const found = channel.get(id);
      if (!found) return `${id} is not there`;
      if (place.at === 'ringing' && found.dialled && found.bridge === null) continue;
      if (place.at !== 'room' || found.bridge === null || found.state !== 'up')
        return `${id} is ${found.state} in ${found.bridge ?? 'no bridge'}, and belongs at ${place.at}`;
      if ((kind.get(found.bridge) === 'holding') !== (place.room === 'holding'))
        return `${id} is in ${found.bridge}, and belongs in ${place.room}`;
      if ((bridgeOf.get(place.room) ?? found.bridge) !== found.bridge) return `${place.room} is torn apart`;
      bridgeOf.set(place.room, found.bridge);
    }
    rooms += bridgeOf.size;
  }
  return bridges.length === rooms ? null : `${bridges.length} bridges are there, ${rooms} are needed`;
}
