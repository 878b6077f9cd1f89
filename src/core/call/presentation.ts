import { defaultPolicy } from '../caller-id/calling-policy';
import { present } from '../caller-id/policy';
import type { Person, Presented, View } from '../caller-id/view';
import { type Call, isLive, isSameParty, isUp, type Leg, leg } from './call';
import type { Draft } from './draft';
import { ringingWith } from './ring-together';

/** What the owner of a leg is shown now, by the policy that the call began with. */
export function presentedTo(call: Call, l: Leg): Presented {
  const { name, number, calling } = call.line;
  const line = { name, number };
  const shown = present(viewOf(call, l), calling ?? defaultPolicy(line), line);
  return l.namePrefix === undefined ? shown : { ...shown, name: `${l.namePrefix} ${shown.name}`.trim() };
}

/**
 * The caller of whom the dialplan is told, once nobody is left to take the call: for a voicemail to show. A call that was
 * never handed on is shown as to the agent whom it was for, any other as to whoever is asked to take over.
 */
export function callerAtLastResort(call: Call): Presented {
  const { name, number, calling } = call.line;
  const line = { name, number };
  const contact = personAt(call, call.contact) ?? nobody;
  const view: View = call.legs.some(({ asked }) => asked !== undefined && asked.kind !== 'inbound')
    ? { viewer: 'inside-target', stage: 'connected', transferor: null, contact }
    : { viewer: 'agent', partner: contact };
  return present(view, calling ?? defaultPolicy(line), line);
}

/**
 * Keeps with each leg what it is shown, and what it was shown before. A phone that rings goes on showing what it began
 * with: screens that change while they ring confuse more than they tell.
 */
export function keepPresented(draft: Draft): void {
  for (const l of draft.call.legs) {
    if (!isLive(l) || (l.shows !== undefined && isRung(l))) continue;
    const shows = presentedTo(draft.call, l);
    if (l.shows?.name === shows.name && l.shows.number === shows.number) continue;
    const before = l.shows === undefined ? [] : [l.shows];
    draft.setLeg(l.id, { shows, shownBefore: [...(l.shownBefore ?? []), ...before] });
  }
}

function isRung({ state }: Leg): boolean {
  return state === 'wanted' || state === 'ringing' || state === 'confirming';
}

function viewOf(call: Call, l: Leg): View {
  const contact = personAt(call, call.contact) ?? nobody;
  switch (l.party.type) {
    case 'contact':
      return { viewer: 'contact', dialled: call.direction === 'inbound' ? null : l.party.number };
    case 'number': {
      const origin = call.direction === 'inbound' ? 'called-in' : 'called-by-us';
      return { viewer: 'outside-target', dialled: l.party.number, contact, origin };
    }
    case 'agent':
      return l.id === call.contact || ringingWith(call, call.contact).includes(l.id)
        ? { viewer: 'colleague', partner: partnerOfColleague(call) }
        : agentView(call, l, contact);
  }
}

function agentView(call: Call, l: Leg, contact: Person): View {
  const consulted = call.attempt?.kind === 'warm' && !call.attempt.swapped ? call.attempt.answered : null;
  if (consulted !== null && call.attempt?.transferor === l.id) {
    return { viewer: 'agent', partner: personAt(call, consulted) };
  }
  if (!isLive(leg(call, call.contact))) return { viewer: 'agent', partner: companyOf(call, l) };
  switch (l.asked?.kind) {
    case undefined:
    case 'inbound':
      return { viewer: 'agent', partner: contact };
    case 'recall':
      return { viewer: 'recalled', lastTarget: lastTarget(call, l), contact };
    case 'warm':
    case 'cold': {
      const stage = !isUp(l) ? 'ringing' : call.attempt?.answered === l.id ? 'consultation' : 'connected';
      return { viewer: 'inside-target', stage, transferor: personAt(call, l.asked.by), contact };
    }
  }
}

/** The target that the contact could not be given to: the last who was asked to take over before the recall began. */
function lastTarget(call: Call, recalled: Leg): Person | null {
  const others = call.legs.filter(
    (l) => (l.asked?.kind === 'warm' || l.asked?.kind === 'cold') && !isSameParty(l.party, recalled.party),
  );
  return personAt(call, others.at(-1)?.id ?? null);
}

/** An agent who was called by another one talks to whoever owns the call. */
function partnerOfColleague(call: Call): Person | null {
  const owner = leg(call, call.owner);
  return isLive(owner) ? personAt(call, owner.id) : null;
}

function companyOf(call: Call, l: Leg): Person | null {
  return personAt(call, call.legs.findLast((other) => other.id !== l.id && isUp(other))?.id ?? null);
}

const nobody: Person = { type: 'contact', name: '', number: '' };

function personAt(call: Call, id: string | null): Person | null {
  const party = leg(call, id)?.party;
  switch (party?.type) {
    case undefined:
      return null;
    case 'agent':
      return { type: 'agent', name: party.name, number: party.extension };
    case 'contact':
      return party;
    case 'number':
      return { type: 'number', name: '', number: party.number };
  }
}
