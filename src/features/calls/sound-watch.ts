import type { LegId } from '../../core/call/call';
import type { Observed } from '../../core/call/observed';
import type { Desired, DesiredLeg } from '../../core/call/topology';
import type { Sound } from './call-watch';

/** What a leg is to hear, with whom. */
interface Wanted {
  readonly sound: Sound;
  /** Of `talk`: the others in its room. */
  readonly company: readonly LegId[];
}

interface Awaited extends Wanted {
  /** Epoch milliseconds; null: it is heard, or since when it is wanted is not known. */
  readonly since: number | null;
}

/**
 * How long the legs of one call wait for what they are to hear: from the facts that ask for it until Asterisk tells of it. It
 * tells that a leg is in the bridge with music, has the tone, or is in one bridge with all that it talks with; of sound itself
 * it tells nothing.
 */
export class SoundWatch {
  #awaited: ReadonlyMap<LegId, Awaited> = new Map();
  #isBlind = false;

  constructor(private readonly heard: (sound: Sound, tookMs: number) => void) {}

  /** What was there meanwhile is not known: what the next turn asks for may have been heard for long. */
  forget(): void {
    this.#isBlind = true;
  }

  /** @param since when that came in which has changed the facts; epoch milliseconds, as `now` */
  turn(desired: Desired, observed: Observed, { since, now }: Readonly<{ since: number; now: number }>): void {
    const awaited = new Map<LegId, Awaited>();
    for (const leg of desired.legs) {
      const wanted = wantedBy(leg, desired);
      if (!wanted) continue;
      const known = this.#awaited.get(leg.id);
      const isThere = isHeard(wanted, leg.id, observed);
      if (!known || !isSame(known, wanted)) {
        awaited.set(leg.id, { ...wanted, since: isThere || this.#isBlind ? null : since });
      } else if (known.since !== null && isThere) {
        this.heard(known.sound, now - known.since);
        awaited.set(leg.id, { ...known, since: null });
      } else {
        awaited.set(leg.id, known);
      }
    }
    this.#awaited = awaited;
    this.#isBlind = false;
  }
}

/** One whose company has pressed the hold key hears music that Asterisk plays by itself, and tells nothing of. */
function wantedBy({ id, place, ringback, isHeldByPhone }: DesiredLeg, { legs }: Desired): Wanted | undefined {
  if (ringback) return { sound: 'ringback', company: [] };
  if (place.at !== 'room' || isHeldByPhone) return undefined;
  const { room } = place;
  if (room === 'holding') return { sound: 'music', company: [] };
  const company = legs
    .filter((other) => other.id !== id && other.place.at === 'room' && other.place.room === room)
    .map((other) => other.id);
  return company.length === 0 ? undefined : { sound: 'talk', company };
}

function isHeard({ sound, company }: Wanted, id: LegId, { channels, bridges }: Observed): boolean {
  const channel = channels.get(id);
  if (!channel) return false;
  switch (sound) {
    case 'ringback':
      return channel.ringback === true;
    case 'music':
      return channel.bridge !== null && bridges.get(channel.bridge)?.type === 'holding';
    case 'talk':
      return (
        channel.bridge !== null &&
        !channel.mayBeDeaf &&
        company.every((other) => channels.get(other)?.bridge === channel.bridge)
      );
  }
}

function isSame(a: Wanted, b: Wanted): boolean {
  return (
    a.sound === b.sound &&
    a.company.length === b.company.length &&
    a.company.every((id, index) => id === b.company[index])
  );
}
