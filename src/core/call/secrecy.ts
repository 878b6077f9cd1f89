import { type Call, type Identity, isLive, type Leg, leg } from './call';

type Shown = Identity & { readonly headers?: Readonly<Record<string, string>> };

/** The first leg whose phone is shown what its party must not see, as far as facts tell what phones are shown. */
export function shownTooMuch(call: Call): Leg | null {
  return call.legs.find((l) => isLive(l) && l.shows && secretShown(call, l, l.shows) !== null) ?? null;
}

/** What the owner of a leg would see and must not, by the table of docs/caller-id.md#the-table; null if nothing. */
export function secretShown(call: Call, viewer: Leg, { name, number, headers }: Shown): string | null {
  const seen = [name, number, ...Object.values(headers ?? {})];
  const secrets = hiddenFrom(call, viewer).filter((secret) => has(seen, secret));
  if (secrets.length === 0) return null;
  // An agent may be called as their line is, or have the company's mask for an extension.
  const known = knownTo(call, viewer);
  return secrets.find((secret) => !has(known, secret)) ?? null;
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

/** The company's own, which everybody may see, what the viewer is, and the contact if the viewer may know them. */
function knownTo(call: Call, viewer: Leg): readonly string[] {
  const { name, number, calling } = call.line;
  const company = [name, number, calling?.mask ?? '', calling?.trunk.domain ?? ''];
  const self =
    viewer.party.type === 'agent'
      ? [viewer.party.name, viewer.party.extension, viewer.namePrefix ?? '']
      : [viewer.party.number];
  return [...company, ...self, ...(mayKnowContact(call, viewer) ? contactOf(call) : [])];
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

/** Whether it stands in one of the texts as words of its own: `12` does not in `+3112`. */
function has(texts: readonly string[], secret: string): boolean {
  // Nearly always it is in none of them, which is told soonest without taking them apart.
  const suspects = secret === '' ? [] : texts.filter((text) => text.includes(secret));
  return suspects.some((text) => inWords(text).includes(inWords(secret)));
}

function inWords(text: string): string {
  return ` ${text
    .split(/[^+\p{L}\p{N}_]+/u)
    .join(' ')
    .trim()} `;
}
