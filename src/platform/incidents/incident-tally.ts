import type { Incident, IncidentType } from '../events/incident';
import { newId } from '../store/new-id';
import type { IncidentEntity } from './incident.entity';

/** Alike ones are counted in one record for as long as they go on without a minute's rest, ... */
const REST_MS = 60_000;
/** ... and for an hour at the most. */
const LONGEST_MS = 3_600_000;
/** So many records of one type at once, ... */
const AT_ONCE = 60;
/** ... and then one each minute: whoever sends from ever new addresses must not fill the disk. */
const RECORD_EVERY_MS = 60_000;

export type IncidentRow = Pick<IncidentEntity, keyof IncidentEntity>;

interface OfType {
  readonly alike: Map<string, IncidentRow & { readonly since: number }>;
  /** How many records may be begun now; a fraction grows towards the next one. */
  allowed: number;
  at: number;
}

/** The name of the record of all those that there were too many of; no source and key make it. */
const OTHERS = 'others';

/** Says in which record an incident is counted. Of one type there are a few at a time, however many come from however many. */
export class IncidentTally {
  readonly #types = new Map<IncidentType, OfType>();

  /** @returns the record as it is now, and whether it has just been begun, of one incident or of many */
  count(
    { type, detail, source, data = {}, key = '' }: Incident,
    now: number,
  ): { readonly row: IncidentRow; readonly begun?: 'one' | 'many' } {
    const ofType = this.#ofType(type, now);
    const name = JSON.stringify([source, key]);
    const again = this.#again(ofType, name, now);
    if (again) return { row: again };
    if (ofType.allowed >= 1) {
      ofType.allowed -= 1;
      const row = { detail, source: source ?? null, data: JSON.stringify(data) };
      return { row: begin(ofType, name, { type, ...row }, now), begun: 'one' };
    }
    const further = this.#again(ofType, OTHERS, now);
    if (further) return { row: further };
    // One record must not say of one address what came from another.
    const row = { detail: `${detail} These are more, from anywhere: too many came at once.`, source: null };
    return { row: begin(ofType, OTHERS, { type, ...row, data: '{}' }, now), begun: 'many' };
  }

  #ofType(type: IncidentType, now: number): OfType {
    const known = this.#types.get(type) ?? { alike: new Map(), allowed: AT_ONCE, at: now };
    this.#types.set(type, known);
    known.allowed = Math.min(AT_ONCE, known.allowed + Math.max(0, now - known.at) / RECORD_EVERY_MS);
    known.at = now;
    return known;
  }

  #again({ alike }: OfType, name: string, now: number): IncidentRow | undefined {
    const known = alike.get(name);
    if (!known || isOver(known, now)) return undefined;
    const row = { ...known, count: known.count + 1, lastAt: now };
    alike.set(name, row);
    return asRow(row);
  }
}

function begin(
  { alike }: OfType,
  name: string,
  given: Pick<IncidentRow, 'type' | 'detail' | 'source' | 'data'>,
  now: number,
): IncidentRow {
  for (const [other, row] of alike) if (isOver(row, now)) alike.delete(other);
  const row = { id: newId(now), ...given, count: 1, lastAt: now, since: now };
  alike.set(name, row);
  return asRow(row);
}

function isOver(
  { lastAt, since }: { readonly lastAt: number; readonly since: number },
  now: number,
): boolean {
  return now - lastAt >= REST_MS || now - since >= LONGEST_MS;
}

function asRow({ since: _, ...row }: IncidentRow & { readonly since: number }): IncidentRow {
  return row;
}
