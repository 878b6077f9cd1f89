import type { Trunk } from '../trunk';

const common = {
  id: 't1',
  transport: 'udp',
  codecs: ['alaw', 'ulaw'],
  dtmfMode: 'auto',
  checkEverySeconds: 30,
} as const;

export const registrationTrunk: Trunk = {
  ...common,
  name: 'carrier',
  kind: 'registration',
  server: 'sip.carrier.example:5080',
  addresses: [],
  username: 'acct',
};

export const ipTrunk: Trunk = {
  ...common,
  name: 'carrier',
  kind: 'ip',
  server: '198.51.100.7',
  addresses: ['198.51.100.0/28', '203.0.113.5'],
};
