import { type Call, type Identity, type Leg, isLive, leg } from '../../src/core/call/call';

type Shown = Identity & { readonly headers?: Readonly<Record<string, string>> };

/** Rule 5, as far as facts tell what phones are shown: what is wrong, in words; null if nothing is. */
export function brokenSecrecy(call: Call): string | null {
  for (const l of call.legs) {
    const seen = isLive(l) && l.shows ? seenTooMuch(call, l, l.shows) : null;
    if (seen !== null) return seen;
  }
  return null;
}

/** Whether the owner of a leg would see what they must not, by the table of docs/caller-id.md#the-table. */
export function seenTooMuch(call: Call, viewer: Leg, { name, number, headers }: Shown): string | null {
  const seen = [name, number, ...Object.values(headers ?? {})].flatMap((text) => text.split(/[^+\w]+/));
  const secret = hiddenFrom(call, viewer).find((hidden) => hidden !== '' && seen.includes(hidden));
  return secret === undefined ? null : `5: ${viewer.id} is shown ${secret}`;
}

function hiddenFrom(call: Call, viewer: Leg): readonly string[] {
  const isMasked = call.line.calling?.masking === true;
  const others = call.legs.filter(({ id }) => id !== viewer.id);
  const outsideNumbers = others.flatMap(({ party }) => (party.type === 'number' ? [party.number] : []));
  if (viewer.party.type === 'agent') {
    return [...(isMasked ? outsideNumbers : []), ...(mayKnowContact(call, viewer) ? [] : contactOf(call))];
  }
  const agents = call.legs.flatMap(({ party }) =>
    party.type === 'agent' ? [party.name, party.extension] : [],
  );
  return [...agents, ...outsideNumbers, ...(mayKnowContact(call, viewer) ? [] : contactOf(call))];
}

function contactOf(call: Call): readonly string[] {
  const party = leg(call, call.contact)?.party;
  return party?.type === 'contact' ? [party.number] : [];
}

function mayKnowContact(call: Call, viewer: Leg): boolean {
  const { calling } = call.line;
  const isLead = calling?.masking === true && calling.transferCallerId === 'lead';
  switch (viewer.party.type) {
    case 'contact':
      return true; // their own
    case 'number':
      return isLead && calling.trunk.profile !== 'none' && call.direction === 'inbound';
    case 'agent': {
      const isAsked = viewer.asked !== undefined && viewer.asked.kind !== 'inbound';
      return calling?.masking !== true || isLead || !isAsked;
    }
  }
}
