import { type Call, type Leg, leg } from '../../calls/domain/call';

/** Whether we dialled this leg outside: it is what costs money. */
export function isOutside(l: Leg): boolean {
  return l.endpoint !== undefined && l.party.type !== 'agent';
}

/** The agent on whose behalf an outside leg was dialled; undefined if Baton looked for somebody by itself. */
export function agentBehind(call: Call, l: Leg): string | undefined {
  const by = l.asked ? leg(call, l.asked.by) : call.legs.find(({ party }) => party.type === 'agent');
  return by?.party.type === 'agent' ? by.party.agentId : undefined;
}

/** Outside legs that an agent has in these calls now, ringing ones too. */
export function outsideLegsOf(agentId: string, calls: readonly Call[]): readonly Leg[] {
  return calls.flatMap((call) =>
    call.legs.filter((l) => l.state !== 'gone' && isOutside(l) && agentBehind(call, l) === agentId),
  );
}
