import { type Call, type Dialable, leg, type LegId, type Party } from '../call';

/** Those who appear in stories: the contact, agents, and people behind an outside number. */
export type Name = 'contact' | 'anna' | 'ben' | 'carla' | 'dora' | 'mobile' | 'shop';

const numbers: Partial<Record<Name, string>> = {
  contact: '+4917155',
  mobile: '+4917199',
  shop: '+4930777',
};

export function agent(name: Name): Party {
  return { type: 'agent', agentId: name, name, extension: `1${name.length}` };
}

function outside(name: Name): Party {
  return { type: 'number', number: numbers[name] ?? name };
}

export function dialable(name: Name): Dialable {
  const number = numbers[name];
  return number === undefined
    ? { party: agent(name), endpoint: `PJSIP/${name}` }
    : { party: outside(name), endpoint: `PJSIP/${number}@trunk` };
}

export function nameOf(call: Call, id: LegId): string {
  const party = leg(call, id)?.party;
  switch (party?.type) {
    case 'contact':
      return 'contact';
    case 'agent':
      return party.agentId;
    case 'number':
      return Object.entries(numbers).find(([, number]) => number === party.number)?.[0] ?? party.number;
    case undefined:
      return 'nobody';
  }
}
