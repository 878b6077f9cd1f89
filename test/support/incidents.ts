import type { Within } from './await';
import type { Baton } from './baton';

export interface Incident {
  readonly type: string;
  readonly source: string | null;
  readonly count: number;
  readonly detail: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const SOON = { withinMs: 5_000 };

/** Those of this type, or all. */
export async function incidentsOf(baton: Baton, type = ''): Promise<readonly Incident[]> {
  const query = type === '' ? '' : `?type=${type}`;
  return (await baton.done<{ items: readonly Incident[] }>('GET', `/incidents${query}`)).items;
}

/**
 * Waits until an incident is stored. It is stored beside, after it was told, and there is nothing to be told by when that is done.
 * @throws Error that says what there was instead
 */
export async function untilIncident(
  baton: Baton,
  type: string,
  fits: (incident: Incident) => boolean = () => true,
  { withinMs }: Within = SOON,
): Promise<Incident> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const incidents = await incidentsOf(baton, type);
    const found = incidents.find(fits);
    if (found) return found;
    if (performance.now() > deadline)
      throw new Error(`no such ${type} within ${withinMs} ms; there were ${JSON.stringify(incidents)}`);
  }
}
