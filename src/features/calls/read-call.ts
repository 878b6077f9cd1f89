import { fromJson, UnreadableRow } from '../../platform/store/unreadable-row';
import { type Call } from '../../core/call/call';

/**
 * The facts of a call as a row of `calls` holds them.
 * @throws UnreadableRow if they are no JSON, or not what the core can go on with
 */
export function readCall({ id, facts }: { readonly id: string; readonly facts: string }): Call {
  const value = fromJson(facts, 'calls', id);
  if (isCall(value) && value.id === id) return value;
  throw new UnreadableRow('calls', id, { cause: new Error('these are no facts of this call') });
}

function isCall(value: unknown): value is Call {
  if (!isObject(value)) return false;
  const { id, startedAt, line, legs, attempts, attempt, ended } = value;
  return (
    typeof id === 'string' &&
    typeof startedAt === 'number' &&
    isObject(line) &&
    typeof line['id'] === 'string' &&
    Array.isArray(legs) &&
    legs.every(isLeg) &&
    Array.isArray(attempts) &&
    (attempt === null || isObject(attempt)) &&
    (ended === null || isObject(ended))
  );
}

function isLeg(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { id, state, party } = value;
  return (
    typeof id === 'string' &&
    typeof state === 'string' &&
    isObject(party) &&
    ['contact', 'agent', 'number'].includes(party['type'] as string)
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
