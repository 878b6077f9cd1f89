import { type Asker, type Call, isLive, isUp, type Leg, leg, type LegId } from '../call/call';
import { isForHelp, isOutside } from '../call/outside';

/** The agent on whose behalf an outside leg was dialled; undefined if Baton looked for somebody by itself. */
export function agentBehind(call: Call, { asked }: Leg): string | undefined {
  if (asked && asked.by !== null) return agentOf(leg(call, asked.by));
  return asked?.kind === 'inbound' || (asked?.kind === 'recall' && call.direction === 'inbound')
    ? undefined
    : beginnerOf(call);
}

/** As {@link agentBehind}, of whom the open search leads to. */
export function agentBehindSearch(call: Call): string | undefined {
  const { attempt } = call;
  if (!attempt) return beginnerOf(call);
  const by = attempt.from ?? attempt.transferor;
  if (by !== null) return agentOf(leg(call, by));
  return call.direction === 'inbound' ? undefined : beginnerOf(call);
}

/**
 * Whose rules judge an outside number that the open search of a call leads to: those of the agent who asked for it; of the
 * agent who began the call, if it was one of ours; and for a contact who called us, of the administrator, who has said where
 * the line's calls go.
 */
export function askerOfSearch(call: Call): Asker {
  const { attempt, line } = call;
  const asked = attempt?.asker;
  if (asked) return asked;
  const agentId = agentBehindSearch(call);
  if (agentId === undefined) return { id: `line:${line.id}`, role: 'admin' };
  const begun = attempt?.kind === 'recall' ? leg(call, call.contact)?.asker : undefined;
  return begun ?? { id: `agent:${agentId}`, role: 'agent' };
}

/** Outside legs that are there or on their way now, ringing ones too; without calls for help, which nothing bounds. */
export function boundedLegs(call: Call): readonly Leg[] {
  return call.legs.filter((l) => l.state !== 'gone' && isOutside(l) && !isForHelp(call.line, l));
}

/** Whether somebody outside would hear the one whom this leg is for. */
export function joinsOutsider(call: Call, id: LegId | null): boolean {
  return call.legs.some(
    (l) => l.id !== id && l.party.type !== 'agent' && (l.id === call.contact ? isLive(l) : isUp(l)),
  );
}

function beginnerOf({ legs }: Call): string | undefined {
  return agentOf(legs.find(({ party }) => party.type === 'agent'));
}

function agentOf(l: Leg | undefined): string | undefined {
  return l?.party.type === 'agent' ? l.party.agentId : undefined;
}
