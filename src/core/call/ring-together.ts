import { type Call, type Dialable, isLive, type Leg, leg, type LegId, type PastOwner } from './call';
import type { Draft } from './draft';

/**
 * Several phones of one person who is called outside a search: the agent whose own call it is, or the colleague whom they
 * calls. In a search the phones are members of a wave. Here one of the legs has the person's place in the call, as owner
 * or as contact; the others ring along, and take it over if they are answered, or if they are the last that rings.
 */

/** A leg for each phone, of which each knows the others. @param ids of the further ones */
export function legsOf(first: Leg, further: readonly Dialable[], ids: readonly LegId[]): readonly Leg[] {
  if (further.length === 0) return [first];
  const all = [first, ...further.map(({ endpoint }, at) => ({ ...first, id: ids[at] ?? '', endpoint }))];
  return all.map((l) => ({ ...l, ringsWith: all.filter(({ id }) => id !== l.id).map(({ id }) => id) }));
}

/** The others, whatever became of them. */
export function ringingWith(call: Call, id: LegId): readonly LegId[] {
  return leg(call, id)?.ringsWith ?? [];
}

/** This phone was answered: it has the place, and the others end. */
export function answeredFirst(draft: Draft, id: LegId): void {
  for (const other of ringingWith(draft.call, id)) {
    takePlace(draft, other, id);
    draft.end(other, 'answered-elsewhere');
  }
}

/** This phone is lost. @returns whether another one of the person still rings, so that nothing follows from it */
export function ringsOn(draft: Draft, lost: LegId): boolean {
  const other = ringingWith(draft.call, lost).find((id) => isLive(draft.leg(id)));
  if (other === undefined) return false;
  takePlace(draft, lost, other);
  return true;
}

function takePlace(draft: Draft, from: LegId, to: LegId): void {
  const { contact, owner } = draft.call;
  if (contact === from) draft.set({ contact: to });
  if (owner !== from) return;
  draft.set({ owner: to });
  draft.publish({ type: 'owner.changed', owner: to });
}

/** The phones on which somebody was rung in this call, the one that they talked on first. */
export function phonesOf({ legs }: Call, { agentId, party, endpoint }: PastOwner): readonly Dialable[] {
  const rung = legs.flatMap((l) =>
    l.party.type === 'agent' && l.party.agentId === agentId && l.endpoint !== undefined ? [l.endpoint] : [],
  );
  return [...new Set([endpoint, ...rung])].map((phone) => ({ party, endpoint: phone }));
}
