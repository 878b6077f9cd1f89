import type { CallId, LegId } from './call';
import type { BridgeId } from './observed';

/** Whose a name is: a call, and the store that holds it. Calls of earlier versions have none in their names. */
export interface Named {
  readonly id: CallId;
  readonly store?: string;
}

/** What every name in Asterisk begins with. A dot is in no call's id: by it the store is told from the call. */
function stemOf({ id, store }: Named): string {
  return store === undefined ? `baton-${id}` : `baton-${store}.${id}`;
}

export function legId(call: Named, serial: number): LegId {
  return `${stemOf(call)}-${serial}`;
}

/** What the names of a call's bridges of one kind begin with; a number follows. */
export function bridgeStem(call: Named, kind: 'mixing' | 'holding'): BridgeId {
  return `${stemOf(call)}-${kind === 'mixing' ? 'talk' : 'hold'}`;
}

/** The call and the store that the name of a channel or a bridge tells of; null if it is no name of any Baton. */
export function nameOf(id: string): Named | null {
  const found = /^baton-(?:([a-z]{8})\.)?([^.]+)-[a-z]*[0-9]+$/.exec(id);
  const [, store, call] = found ?? [];
  if (call === undefined) return null;
  return store === undefined ? { id: call } : { id: call, store };
}
