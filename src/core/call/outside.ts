import { isEmergency } from '../caller-id/emergency';
import type { Call, Leg, LineFacts } from './call';

/** Whether we dialled this leg outside: it is what costs money. */
export function isOutside(l: Leg): l is Leg & { readonly endpoint: string } {
  return l.endpoint !== undefined && l.party.type !== 'agent';
}

/** Whether this leg is a call for help: nothing keeps it from being dialled, and nobody ends it but those who talk. */
export function isForHelp({ calling }: LineFacts, { party }: Pick<Leg, 'party'>): boolean {
  return party.type !== 'agent' && isEmergency(party.number, calling?.emergency ?? []);
}

/** How long an outside leg may last once it is answered, milliseconds; null: as long as it likes. */
export function longestMs({ line, limits }: Call, l: Leg): number | null {
  return isOutside(l) && !isForHelp(line, l) ? (limits.maxOutsideMs ?? null) : null;
}

/** A centre's queue may be long, and whoever hangs up on it has to begin anew. */
const HELP_RINGS_MS = 10 * 60_000;

/** How long a leg rings at the most, milliseconds; undefined: it is not rung. */
export function ringsForMs({ line }: Pick<Call, 'line'>, l: Leg): number | undefined {
  return l.ringMs !== undefined && isOutside(l) && isForHelp(line, l)
    ? Math.max(l.ringMs, HELP_RINGS_MS)
    : l.ringMs;
}
