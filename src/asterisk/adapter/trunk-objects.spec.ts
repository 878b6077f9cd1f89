import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ipTrunk, registrationTrunk } from '../../features/trunks/testing/trunks';
import type { Trunk } from '../../features/trunks/trunk';
import { isLookedUp, objectsOf } from './trunk-objects';

function object(trunk: Trunk, type: string, id: string) {
  const found = objectsOf(trunk).find((each) => each.type === type && each.id === id);
  return found?.attributes;
}

/** The options of a template and of those that it inherits from, by file. */
function template(name: string): Record<string, string> {
  const text = readFileSync(resolve(__dirname, '../../../asterisk-config/pjsip.conf'), 'utf8');
  const section = new RegExp(`^\\[${name}\\]\\(!,?([^)]*)\\)\\n([^[]*)`, 'm').exec(text);
  const [, parent = '', body = ''] = section ?? [];
  const options = [...body.matchAll(/^([a-z_]+) = (.*)$/gm)].map(([, key = '', value = '']) => [key, value]);
  return { ...(parent === '' ? {} : template(parent)), ...(Object.fromEntries(options) as object) };
}

it('has every setting that a trunk written by hand gets from its template', () => {
  const { type, allow, ...settings } = template('baton-trunk');
  expect({ type, hasCodecs: allow !== undefined }).toEqual({ type: 'endpoint', hasCodecs: true });
  for (const trunk of [ipTrunk, registrationTrunk]) {
    expect(object(trunk, 'endpoint', 'carrier')).toMatchObject(settings);
  }
});

it('keeps as private what it asks by as what it calls by', () => {
  const {
    dtmf_mode: _,
    type: __,
    allow: ___,
    trust_id_inbound: ____,
    ...settings
  } = template('baton-endpoint');
  for (const id of ['carrier_any', 'carrier_yes']) {
    expect(object(ipTrunk, 'endpoint', id)).toMatchObject({ ...settings, context: 'nowhere' });
  }
});

it('knows nobody by the name in From, which anybody can write', () => {
  const endpoints = [...objectsOf(ipTrunk), ...objectsOf(registrationTrunk)].filter(
    ({ type }) => type === 'endpoint',
  );
  expect(endpoints.map(({ attributes }) => attributes['identify_by'])).toEqual(endpoints.map(() => 'ip'));
  expect(endpoints.map(({ attributes }) => attributes['auth'])).toEqual(endpoints.map(() => undefined));
});

it('registers, and knows calls by the registration and by the address of its server', () => {
  expect(object(registrationTrunk, 'registration', 'carrier')).toMatchObject({
    server_uri: 'sip:sip.carrier.example:5080',
    client_uri: 'sip:acct@sip.carrier.example',
    contact_user: 'acct',
    outbound_auth: 'carrier',
    endpoint: 'carrier',
    line: 'yes',
  });
  expect(object(registrationTrunk, 'identify', 'carrier_0')).toEqual({
    endpoint: 'carrier',
    match: 'sip.carrier.example',
  });
  expect(objectsOf(registrationTrunk).filter(isLookedUp)).toHaveLength(1);
});

it('does not register by address, and has one object for each address', () => {
  expect(objectsOf(ipTrunk).filter(({ type }) => type === 'registration')).toEqual([]);
  const matches = objectsOf(ipTrunk).filter(({ type }) => type === 'identify');
  expect(matches.map(({ attributes }) => attributes['match'])).toEqual(['198.51.100.0/28', '203.0.113.5']);
  expect(matches.some(isLookedUp)).toBe(false);
});

it('calls and registers by TCP, with a user and a domain of its own, and with a user that has an @', () => {
  const trunk: Trunk = {
    ...registrationTrunk,
    transport: 'tcp',
    username: 'me@home',
    fromDomain: 'home.example',
    fromUser: '+3120',
    contactUser: '31205550000',
    expirySeconds: 120,
  };
  expect(object(trunk, 'aor', 'carrier')).toMatchObject({
    contact: 'sip:sip.carrier.example:5080;transport=tcp',
    qualify_frequency: '0',
  });
  expect(object(trunk, 'registration', 'carrier')).toMatchObject({
    server_uri: 'sip:sip.carrier.example:5080;transport=tcp',
    client_uri: 'sip:me%40home@home.example',
    contact_user: '31205550000',
    expiration: '120',
  });
  expect(object(trunk, 'endpoint', 'carrier')).toMatchObject({
    from_user: '+3120',
    from_domain: 'home.example',
    outbound_auth: 'carrier',
  });
});

it('asks nothing when it is not to ask', () => {
  const ids = objectsOf({ ...ipTrunk, checkEverySeconds: 0 }).map(({ type, id }) => `${type} ${id}`);
  expect(ids).toEqual(['aor carrier', 'endpoint carrier', 'identify carrier_0', 'identify carrier_1']);
});
