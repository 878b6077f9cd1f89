/**
 * One company in all examples: Nordlicht Versand GmbH in Hamburg, which sells lamps by post. Its numbers, and those of
 * its customers, are from the ranges that the Bundesnetzagentur keeps for films and books, so that nobody who copies an
 * example rings anybody.
 */
const id = (last: string) => `019a4c1e-7b20-7c31-9f54-2d6b8e1a${last}`;

const anna = { id: id('0001'), name: 'Anna Petersen', extension: '201' };
const bjarne = { id: id('0002'), name: 'Bjarne Lorenzen', extension: '202' };
const mira = { id: id('0003'), name: 'Mira Yılmaz', extension: '203' };
const SERVICE = id('0010');
const hotline = { id: id('0020'), name: 'Bestellhotline', number: '+494066969100' };
const CUSTOMER = '+498999998234';
const CALL_ID = id('0100');
const leg = (last: string) => id(`02${last}`);

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

const newGroup = {
  name: 'Kundenservice',
  active: true,
  namePrefix: 'Service',
  rounds: 2,
  wrapUpSeconds: 15,
  noAnswer: { type: 'agent', id: anna.id },
  layers,
};

const newLine = {
  name: hotline.name,
  number: hotline.number,
  country: 'DE',
  trunk: 'hansenet',
  agents: [anna.id, bjarne.id, mira.id],
  destination: { type: 'ring-group', id: SERVICE },
  musicClass: 'default',
  ringTimeoutSeconds: 40,
};

const newTrunk = {
  name: 'hansenet',
  kind: 'registration',
  server: 'sip.carrier.example',
  transport: 'tcp',
  username: 'nordlicht',
  codecs: ['alaw', 'g722'],
};

const shows = (name: string, number: string, reason: string) => ({ name, number, reason });

const warmTransfer = {
  id: id('0300'),
  mode: 'warm',
  state: 'ringing',
  target: { type: 'ring-group', id: SERVICE },
  targetLeg: null,
  transferor: leg('02'),
  swapped: false,
  startedAt: '2026-03-02T09:15:42.310Z',
};

const call = {
  id: CALL_ID,
  state: 'introducing',
  direction: 'inbound',
  line: hotline,
  dialled: null,
  contact: leg('01'),
  owner: leg('02'),
  legs: [
    {
      id: leg('01'),
      party: { type: 'contact', number: CUSTOMER, name: 'Familie Huber' },
      state: 'up',
      phoneHold: false,
      shows: null,
      shownBefore: [],
      answeredAt: '2026-03-02T09:14:03.120Z',
      endReason: null,
    },
    {
      id: leg('02'),
      party: { type: 'agent', agentId: anna.id, name: anna.name, extension: anna.extension },
      state: 'up',
      phoneHold: false,
      shows: shows('Familie Huber', CUSTOMER, 'contact'),
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

const user = {
  id: id('0400'),
  name: 'anna',
  role: 'agent',
  agent: anna.id,
  createdAt: '2026-01-12T08:00:00.000Z',
};

/** By the name of the schema in the OpenAPI document. */
export const examples: Readonly<Record<string, object>> = {
  CreateAgentDto: { name: anna.name, extension: anna.extension },
  UpdateAgentDto: { status: 'away' },
  AgentDto: { ...anna, status: 'available', state: 'on-call' },
  PutPhoneDto: { user: 'phone-201', kind: 'sip' },
  PhoneDto: { user: 'phone-201', kind: 'sip', registered: true },
  CreateLineDto: newLine,
  UpdateLineDto: { musicClass: 'lampen', ringTimeoutSeconds: null },
  LineDto: { id: hotline.id, ...newLine },
  CreateRingGroupDto: newGroup,
  UpdateRingGroupDto: { active: false },
  RingGroupDto: {
    id: SERVICE,
    ...newGroup,
    confirm: false,
    skip: { onCall: true, notRegistered: true, wrapUp: true, away: true },
  },
  CreateTrunkDto: { ...newTrunk, password: 'Laterne-im-Nebel-42' },
  UpdateTrunkDto: { codecs: ['g722', 'alaw'] },
  TrunkDto: {
    id: id('0030'),
    ...newTrunk,
    addresses: [],
    dtmfMode: 'auto',
    checkEverySeconds: 30,
    state: 'online',
  },
  TestCallDto: { number: '+4915228817386', seconds: 20 },
  CreateMusicClassDto: { name: 'lampen', order: 'in-order' },
  UpdateMusicClassDto: { order: 'random' },
  MusicClassDto: { id: id('0040'), name: 'lampen', order: 'in-order', fileCount: 3 },
  OriginateDto: { line: hotline.id, agent: anna.id, target: { type: 'number', number: CUSTOMER } },
  TransferDto: { mode: 'warm', target: { type: 'ring-group', id: SERVICE } },
  TransferStartedDto: { transfer: warmTransfer, call },
  CallDto: call,
  TargetsDto: {
    agents: [
      { ...bjarne, state: 'available', canRing: true },
      { ...mira, state: 'away', canRing: false },
    ],
    ringGroups: [{ id: SERVICE, name: newGroup.name }],
    number: true,
  },
  PreviewRequestDto: {
    line: hotline.id,
    contact: { number: CUSTOMER, name: 'Familie Huber' },
    transferor: anna.id,
    target: { type: 'number', number: '+4915228817386' },
  },
  CreateApiKeyDto: { name: 'CRM', role: 'supervisor', expiresAt: '2027-01-01T00:00:00Z' },
  CreateUserDto: { name: 'anna', password: 'drei alte Laternen am Kai', role: 'agent', agent: anna.id },
  UpdateUserDto: { role: 'supervisor', agent: null },
  UserDto: user,
  SignInDto: { name: 'anna', password: 'drei alte Laternen am Kai' },
  ChangePasswordDto: { password: 'vier neue Lampen im Flur' },
  ChangeOwnPasswordDto: {
    currentPassword: 'drei alte Laternen am Kai',
    newPassword: 'vier neue Lampen im Flur',
  },
  MeDto: {
    id: user.id,
    name: user.name,
    role: user.role,
    agent: user.agent,
    permissions: ['commands', 'transfer:agent', 'transfer:group', 'transfer:number', 'drop'],
  },
  PutCallingSettingsDto: {
    masking: true,
    mask: '+494066969100',
    transferCallerId: 'mask',
    trunks: { hansenet: { profile: 'diversion', numberFormat: 'national' } },
    emergency: { DE: ['110', '112'] },
  },
};
