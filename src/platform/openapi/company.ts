/**
 * One company in all examples: Nordlicht Versand GmbH in Hamburg, which sells lamps by post. Its numbers, and those of
 * its customers, are from the ranges that the Bundesnetzagentur keeps for films and books, so that nobody who copies an
 * example rings anybody.
 */
export const id = (last: string) => `019a4c1e-7b20-7c31-9f54-2d6b8e1a${last}`;

export const anna = { id: id('0001'), name: 'Anna Petersen', extension: '201' };
export const bjarne = { id: id('0002'), name: 'Bjarne Lorenzen', extension: '202' };
export const mira = { id: id('0003'), name: 'Mira Yılmaz', extension: '203' };
export const SERVICE = id('0010');
export const hotline = { id: id('0020'), name: 'Bestellhotline', number: '+494066969100' };
export const CUSTOMER = '+498999998234';
export const CALL_ID = id('0100');
/** Of a leg that Baton dials; what calls in has the id that Asterisk gives its channel. */
export const leg = (serial: number) => `baton-nordlich.${CALL_ID}-${serial}`;
export const CONTACT_LEG = '1772442831.42';
export const TRANSFER_ID = `${CALL_ID}-t3`;

export const contact = { type: 'contact', number: CUSTOMER, name: 'Familie Huber' };
export const asParty = ({ id: agentId, name, extension }: typeof anna) => ({
  type: 'agent',
  agentId,
  name,
  extension,
});

const layers = [
  {
    strategy: 'simultaneous',
    ringSeconds: 20,
    members: [
      { type: 'agent', id: bjarne.id },
      { type: 'agent', id: mira.id },
    ],
  },
  { strategy: 'ordered', ringSeconds: 25, members: [{ type: 'number', number: '+4915228817386' }] },
];

export const newGroup = {
  name: 'Kundenservice',
  active: true,
  namePrefix: 'Service',
  rounds: 2,
  wrapUpSeconds: 15,
  noAnswer: { type: 'agent', id: anna.id },
  layers,
};

export const newLine = {
  name: hotline.name,
  number: hotline.number,
  country: 'DE',
  trunk: 'hansenet',
  agents: [anna.id, bjarne.id, mira.id],
  destination: { type: 'ring-group', id: SERVICE },
  musicClass: 'default',
  ringTimeoutSeconds: 40,
};

export const newTrunk = {
  name: 'hansenet',
  kind: 'registration',
  server: 'sip.carrier.example',
  transport: 'tcp',
  username: 'nordlicht',
  codecs: ['alaw', 'g722'],
};

const shows = (name: string, number: string, reason: string) => ({ name, number, reason });

export const warmTransfer = {
  id: TRANSFER_ID,
  mode: 'warm',
  state: 'ringing',
  target: { type: 'ring-group', id: SERVICE },
  targetLeg: null,
  transferor: leg(1),
  swapped: false,
  startedAt: '2026-03-02T09:15:42.310Z',
};

export const call = {
  id: CALL_ID,
  state: 'introducing',
  direction: 'inbound',
  line: hotline,
  dialled: null,
  contact: CONTACT_LEG,
  owner: leg(1),
  legs: [
    {
      id: CONTACT_LEG,
      party: contact,
      state: 'up',
      phoneHold: false,
      shows: null,
      shownBefore: [],
      answeredAt: '2026-03-02T09:14:03.120Z',
      endReason: null,
    },
    {
      id: leg(1),
      party: asParty(anna),
      state: 'up',
      phoneHold: false,
      shows: shows('Familie Huber', CUSTOMER, 'the other side'),
      shownBefore: [],
      answeredAt: '2026-03-02T09:14:03.120Z',
      endReason: null,
    },
  ],
  transfer: warmTransfer,
  transfers: [],
  startedAt: '2026-03-02T09:13:51.004Z',
  endedAt: null,
  endReason: null,
};

export const user = {
  id: id('0400'),
  name: 'anna',
  role: 'agent',
  agent: anna.id,
  createdAt: '2026-01-12T08:00:00.000Z',
};

export const agentResource = { ...anna, status: 'available' };
export const lineResource = { id: hotline.id, ...newLine };
export const groupResource = {
  id: SERVICE,
  ...newGroup,
  confirm: false,
  skip: { onCall: true, notRegistered: true, wrapUp: true, away: true },
};
export const trunkResource = {
  id: id('0030'),
  ...newTrunk,
  addresses: [],
  dtmfMode: 'auto',
  checkEverySeconds: 30,
};

/** Of the resources that administrators set up. */
export const callingSettings = {
  masking: true,
  mask: hotline.number,
  transferCallerId: 'lead',
  trunks: { hansenet: { profile: 'diversion', numberFormat: 'national' } },
  emergency: { DE: ['110', '112'] },
};
const rules = {
  allowedPrefixes: [],
  blockedPrefixes: [],
  allowedCountries: [],
  blockedCountries: [],
  allowedCodes: ['116117'],
  premium: 'blocked',
  sharedCost: 'blocked',
  satellite: 'blocked',
  outsideToOutside: 'allowed',
};
const agentRules = { ...rules, allowedCountries: ['DE', 'AT', 'CH'], outsideToOutside: 'blocked' };
export const guardSettings = {
  roles: { admin: rules, supervisor: rules, agent: agentRules },
  lines: { [hotline.id]: { ...rules, blockedPrefixes: ['+49137'], sharedCost: 'allowed' } },
  limits: { attemptsPerMinute: 20, concurrentOutsideLegs: 3, minutesPerDay: 240 },
  accountLimits: { concurrentOutsideLegs: 30, minutesPerDay: 3000 },
  timeZone: 'Europe/Berlin',
  maxCallMinutes: 120,
  alertAfterRefusals: 5,
};
