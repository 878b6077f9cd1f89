import type { EntityManager } from 'typeorm';
import { initialSettings } from '../../src/core/dialling/settings';
import type { RingGroup } from '../../src/core/ringing/ring-group';
import { AgentEntity } from '../../src/features/agents/agent.entity';
import type { CallingSettings } from '../../src/features/caller-id/calling-settings';
import { CallingSettingsEntity } from '../../src/features/caller-id/calling-settings.entity';
import { writeGuardSettings } from '../../src/features/dial-guard/guard-settings.service';
import type { Line } from '../../src/features/lines/line';
import { LineAgentEntity, LineEntity } from '../../src/features/lines/line.entity';
import { toRow as toLineRow } from '../../src/features/lines/line.mapper';
import { PhoneEntity } from '../../src/features/phones/phone.entity';
import { RingGroupEntity } from '../../src/features/ring-groups/ring-group.entity';
import { toRow as toGroupRow } from '../../src/features/ring-groups/ring-group.mapper';
import { ApiKeyEntity } from '../../src/features/sign-in/api-key.entity';
import type { Trunk } from '../../src/features/trunks/trunk';
import { TrunkEntity } from '../../src/features/trunks/trunk.entity';
import { toRow as toTrunkRow } from '../../src/features/trunks/trunk.mapper';
import { hashPassword } from '../../src/features/users/passwords';
import { UserEntity } from '../../src/features/users/user.entity';

const trunk: Trunk = {
  id: 'carrier',
  name: 'carrier',
  kind: 'registration',
  server: 'sip.carrier.example',
  transport: 'udp',
  addresses: ['192.0.2.0/24'],
  username: 'baton',
  contactUser: '4930100',
  fromUser: '4930100',
  fromDomain: 'carrier.example',
  expirySeconds: 600,
  codecs: ['alaw', 'g722'],
  dtmfMode: 'rfc4733',
  checkEverySeconds: 60,
};

const group: RingGroup = {
  id: 'support',
  name: 'Support',
  active: true,
  namePrefix: 'Support',
  musicClass: 'waltz',
  rounds: 2,
  wrapUpSeconds: 30,
  confirm: true,
  skip: { onCall: true, notRegistered: true, wrapUp: true, away: false },
  noAnswer: { type: 'number', number: '+4917190' },
  layers: [
    {
      strategy: 'round-robin',
      ringSeconds: 20,
      members: [
        { type: 'agent', id: 'ben', delaySeconds: 5, ringSeconds: 10 },
        { type: 'number', number: '+4917199' },
      ],
    },
    {
      strategy: 'weighted',
      ringSeconds: 15,
      members: [{ type: 'agent', id: 'carla', weight: 3 }],
    },
  ],
};

const line: Line = {
  id: 'line-1',
  name: 'Sales',
  number: '+4930100',
  country: 'DE',
  trunk: 'carrier',
  agents: ['anna', 'ben'],
  destination: { type: 'ring-group', id: 'support' },
  fallback: { type: 'number', number: '+4917190' },
  lastResort: 'voicemail',
  musicClass: 'jazz',
  ringTimeoutSeconds: 25,
  masking: true,
  mask: '+4930199',
  transferCallerId: 'lead',
};

const calling: CallingSettings = {
  masking: true,
  mask: '+4930199',
  transferCallerId: 'mask',
  trunks: { carrier: { profile: 'diversion', domain: 'sip.carrier.example', numberFormat: 'national' } },
  emergency: { DE: ['112', '110', '19222'] },
};

/** What a small company has set up, written as the services write it. */
export async function setUpCompany(manager: EntityManager): Promise<void> {
  const rules = { ...initialSettings.roles.agent, allowedPrefixes: ['+4917'], premium: 'allowed' } as const;
  for (const [nth, name] of ['anna', 'ben', 'carla'].entries()) {
    await manager.insert(AgentEntity, { id: name, name, extension: String(201 + nth), status: 'available' });
    await manager.insert(PhoneEntity, { user: `phone-${name}`, agentId: name, kind: 'sip' });
  }
  await manager.insert(TrunkEntity, toTrunkRow(trunk));
  await manager.insert(RingGroupEntity, toGroupRow(group));
  await manager.insert(LineEntity, toLineRow(line));
  for (const [position, agentId] of line.agents.entries())
    await manager.insert(LineAgentEntity, { lineId: line.id, agentId, position });
  await manager.insert(CallingSettingsEntity, { id: 'account', value: JSON.stringify(calling) });
  await writeGuardSettings(manager, {
    ...initialSettings,
    lines: { 'line-1': rules },
    timeZone: 'Europe/Berlin',
  });
  await manager.insert(UserEntity, {
    id: 'user-1',
    name: 'anna',
    passwordHash: await hashPassword(passwordOfAnna),
    role: 'agent',
    agentId: 'anna',
    createdAt: 1_000_000,
  });
  await manager.insert(ApiKeyEntity, {
    id: 'key-1',
    name: 'crm',
    hash: 'ab'.repeat(32),
    role: 'agent',
    agentId: 'anna',
    permissions: JSON.stringify(['supervise']),
    createdAt: 1_000_000,
    expiresAt: null,
    lastUsedAt: null,
  });
}

/** With which a user of a recorded store signs in. */
export const passwordOfAnna = 'recorded, and nobody’s';
