import { type Call, isLive, isUp, leg } from '../../src/core/call/call';
import type { Input } from '../../src/core/call/inputs';
import { keptUntil } from '../../src/core/call/settle';

/** No contact is lost: they go by themselves, by command, to the last resort, or when all who were with them have gone. */
export function lostContact(before: Call, after: Call, input: Input, at: number): string | null {
  const contact = leg(before, before.contact);
  if (contact?.state !== 'up' && contact?.state !== 'offered') return null;
  const now = leg(after, after.contact);
  if (now?.state !== 'ending' && now?.state !== 'gone') return null;
  const lost = `1: the contact is let go (${now.end?.reason ?? 'without a reason'})`;
  const command = input.type === 'command' ? input.command : null;
  switch (now.end?.reason) {
    case 'dropped':
      return command?.type === 'drop' ? null : lost;
    case 'removed':
      return command?.type === 'remove' && command.leg === after.contact ? null : lost;
    case 'last-resort':
      return before.attempt?.kind === 'inbound' || before.attempt?.kind === 'recall' ? null : lost;
    case 'call-over':
      if ((command !== null && command.type !== 'remove') || input.type === 'limit-reached') return lost;
      // Nobody who could have meant to end the call has hung up.
      if (input.type === 'leg-gone' && input.how === 'unreachable' && isUp(leg(before, input.leg)))
        return lost;
      if (before.attempt !== null || before.held || (keptUntil(before) ?? 0) > at) return lost;
      return contact.state === 'up' && hasLostItsCompany(before, after) ? null : lost;
    case 'limit-reached':
      // The contact is outside as well, and it is the contact's leg that costs.
      return input.type === 'limit-reached' && input.leg === after.contact ? null : lost;
    case 'asterisk-restarted':
      return input.type === 'asterisk-restarted' ? null : lost;
    default:
      return input.type === 'leg-gone' && input.leg === after.contact ? null : lost;
  }
}

function hasLostItsCompany(before: Call, after: Call): boolean {
  const company = before.legs.filter((l) => isLive(l) && l.id !== before.contact);
  return company.length > 0 && company.every((l) => !isLive(leg(after, l.id)));
}
