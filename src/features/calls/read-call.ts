import type { Call } from '../../core/call/call';
import { UnreadableRow } from '../../platform/store/unreadable-row';
import type { CallEntity } from './call.entity';
import { factsForm } from './stored-forms';

/**
 * The facts of a call as a row of `calls` holds them, whichever build has written it.
 * @throws UnreadableRow if a newer build has, or if they are not what the core can go on with
 */
export function readCall({ id, version, facts }: Pick<CallEntity, 'id' | 'version' | 'facts'>): Call {
  const call = factsForm.read({ id, version, json: facts });
  if (call.id === id) return call;
  throw new UnreadableRow('calls', id, { cause: new Error('id: these are the facts of another call') });
}
