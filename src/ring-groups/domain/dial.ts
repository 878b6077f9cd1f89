import type { Dialable } from '../../calls/domain/call';
import type { MemberPresence } from './plan-context';

// Agents' endpoints and members' numbers were checked when they were saved: nothing in them can change the meaning of
// a dial string.

export function agentAt(agentId: string, { name, extension }: MemberPresence, endpoint: string): Dialable {
  return { party: { type: 'agent', agentId, name, extension }, endpoint: `PJSIP/${endpoint}` };
}

export function outsideNumber(number: string, trunk: string): Dialable {
  return { party: { type: 'number', number }, endpoint: `PJSIP/${number}@${trunk}` };
}
