import type { Holder } from '../http/connections';
import type { Incidents } from './incidents';

const AGAIN_AFTER_MS = 60_000;
/** So many holders are remembered; whoever comes with more of them is told of anew each time. */
const REMEMBERED = 1_000;

/** Tells of each who holds too many connections once a minute: they come by the thousand. */
export function tellOfTooMany(
  incidents: Pick<Incidents, 'tell'>,
  now: () => number = Date.now,
): (holder: Holder) => void {
  const told = new Map<string, number>();
  return (holder) => {
    const key = JSON.stringify(holder);
    const at = now();
    if ((told.get(key) ?? -Infinity) > at - AGAIN_AFTER_MS) return;
    if (told.size >= REMEMBERED) told.clear();
    told.set(key, at);
    incidents.tell({
      type: 'security.connections',
      detail: `${nameOf(holder)} more connections than are kept; those that had waited longest were ended.`,
      ...(holder.type === 'network' ? { source: holder.network } : {}),
      ...(holder.type === 'principal' ? { data: { by: holder.id } } : {}),
      key,
    });
  };
}

function nameOf(holder: Holder): string {
  switch (holder.type) {
    case 'network':
      return 'Without a key or a session an address held';
    case 'principal':
      return 'With one key or session somebody held';
    case 'everybody':
      return 'Without a key or a session several addresses held';
  }
}
