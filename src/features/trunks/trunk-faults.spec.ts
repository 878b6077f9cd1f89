import { ipTrunk, registrationTrunk } from './testing/trunks';
import type { Trunk } from './trunk';
import { trunkFaults } from './trunk-faults';

const { username: _, ...withoutUsername } = registrationTrunk;

it.each<[string, Trunk, 'given' | 'kept' | 'none', string[]]>([
  ['a registration with a password', registrationTrunk, 'given', []],
  ['a registration that keeps its password', registrationTrunk, 'kept', []],
  ['a registration without a password', registrationTrunk, 'none', ['password']],
  ['a registration without a username', withoutUsername, 'given', ['username']],
  ['addresses without a password', ipTrunk, 'none', []],
  ['addresses and a password', { ...ipTrunk, username: 'acct' }, 'given', []],
  ['a username without a password', { ...ipTrunk, username: 'acct' }, 'none', ['password']],
  ['a password without a username', ipTrunk, 'given', ['username']],
  ['no addresses', { ...ipTrunk, addresses: [] }, 'none', ['addresses']],
  [
    'no registration but its settings',
    { ...ipTrunk, contactUser: 'a', expirySeconds: 60 },
    'none',
    ['contactUser', 'expirySeconds'],
  ],
])('%s', (_what, trunk, password, fields) => {
  expect(trunkFaults(trunk, password).map(({ path }) => path)).toEqual(fields);
});
