import { writeCursor } from '../lists/cursor';
import {
  agentResource,
  anna,
  bjarne,
  call,
  CALL_ID,
  callingSettings,
  contact,
  CUSTOMER,
  groupResource,
  guardSettings,
  hotline,
  id,
  lineResource,
  mira,
  newGroup,
  newLine,
  newTrunk,
  SERVICE,
  trunkResource,
  user,
  warmTransfer,
} from './company';
import { configFile, credentials, imported, preview, timeline } from './long-examples';

/** Of no use anywhere. */
const KEY = 'baton_made-up-for-this-example-and-good-nowhere';

const agent = { ...agentResource, state: 'on-call' };
const trunk = { ...trunkResource, state: 'online' };
const phone = { user: 'phone-201', kind: 'sip', registered: true };
const mobile = { type: 'number', number: '+4915228817386' };
const musicClass = { id: id('0040'), name: 'lampen', order: 'in-order', fileCount: 3 };
const musicFile = { id: id('0041'), name: 'leuchtturm.wav', seconds: 184.5, uploadedAt: 1772442000000 };

const apiKey = {
  id: id('0050'),
  name: 'CRM',
  role: 'supervisor',
  agent: null,
  permissions: ['commands', 'transfer:agent', 'transfer:group', 'supervise'],
  createdAt: '2026-03-01T08:00:00.000Z',
  expiresAt: '2027-01-01T00:00:00.000Z',
  lastUsedAt: null,
};

const auditEntry = {
  id: id('0060'),
  time: '2026-03-02T09:15:42.318Z',
  by: { id: `user:${user.id}`, name: user.name, role: user.role },
  address: '192.0.2.17',
  method: 'POST',
  action: 'POST /calls/:id/transfers',
  path: `/calls/${CALL_ID}/transfers`,
  status: 201,
  code: null,
  body: { mode: 'warm', target: { type: 'ring-group', id: SERVICE } },
};

const incident = {
  id: id('0070'),
  time: '2026-03-02T03:12:09.551Z',
  lastTime: '2026-03-02T03:14:40.002Z',
  type: 'security.unknown-account',
  detail:
    'Somebody came to Asterisk as an account that it does not have: a phone that is set up wrongly, or a guesser.',
  source: '198.51.100.23',
  count: 214,
  data: { account: 'admin', service: 'PJSIP', event: 'InvalidAccountID' },
};

/** One that has a next one, in the usual order. */
const pageOf = <Item extends { readonly id: string }>(item: Item, sort = 'created') => ({
  items: [item],
  nextCursor: writeCursor(sort, { key: item.id, id: item.id }),
});

export const examples: Readonly<Record<string, object>> = {
  CreateAgentDto: { name: anna.name, extension: anna.extension },
  UpdateAgentDto: { status: 'away' },
  AgentDto: agent,
  AgentPageDto: pageOf(agent),
  PutPhoneDto: { user: 'phone-201', kind: 'sip' },
  PhoneDto: phone,
  PhonesDto: { items: [phone, { user: 'phone-201-web', kind: 'web', registered: false }] },
  PhoneCredentialsDto: credentials,
  CreateLineDto: newLine,
  UpdateLineDto: { musicClass: 'lampen', ringTimeoutSeconds: null },
  LineDto: lineResource,
  LinePageDto: pageOf(lineResource),
  CreateRingGroupDto: newGroup,
  UpdateRingGroupDto: { active: false },
  RingGroupDto: groupResource,
  RingGroupPageDto: pageOf(groupResource),
  CreateTrunkDto: { ...newTrunk, password: 'Laterne-im-Nebel-42' },
  UpdateTrunkDto: { codecs: ['g722', 'alaw'] },
  TrunkDto: trunk,
  TrunkPageDto: pageOf(trunk),
  TestCallDto: { number: mobile.number, seconds: 20 },
  TestCallResultDto: {
    outcome: 'answered',
    afterMs: 6120,
    rangAfterMs: 1840,
    shown: hotline.number,
    detail: 'Answered after 6120 ms, rang after 1840 ms.',
  },
  CreateMusicClassDto: { name: 'lampen', order: 'in-order' },
  UpdateMusicClassDto: { order: 'random' },
  MusicClassDto: musicClass,
  MusicClassPageDto: pageOf(musicClass),
  MusicFileDto: musicFile,
  MusicFilesDto: { items: [musicFile] },
  OriginateDto: { line: hotline.id, agent: anna.id, target: { type: 'number', number: CUSTOMER } },
  TransferDto: { mode: 'warm', target: { type: 'ring-group', id: SERVICE } },
  TransferStartedDto: { transfer: warmTransfer, call },
  CallDto: call,
  CallPageDto: pageOf(call, '-started'),
  TimelineDto: timeline,
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
    contact: { number: contact.number, name: contact.name },
    transferor: anna.id,
    target: mobile,
  },
  PreviewDto: preview,
  CreateApiKeyDto: { name: 'CRM', role: 'supervisor', expiresAt: '2027-01-01T00:00:00Z' },
  CreatedApiKeyDto: { ...apiKey, key: KEY },
  ApiKeyPageDto: pageOf({ ...apiKey, lastUsedAt: '2026-03-02T09:15:00.000Z' }),
  CreateUserDto: { name: 'anna', password: 'drei alte Laternen am Kai', role: 'agent', agent: anna.id },
  UpdateUserDto: { role: 'supervisor', agent: null },
  UserDto: user,
  UserPageDto: pageOf(user),
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
  PutCallingSettingsDto: callingSettings,
  CallingSettingsDto: callingSettings,
  PutGuardSettingsDto: guardSettings,
  GuardSettingsDto: guardSettings,
  ConfigFileDto: configFile,
  ImportedDto: imported,
  AuditPageDto: pageOf(auditEntry, '-time'),
  IncidentPageDto: pageOf(incident, '-time'),
};
