import { ipTrunk, registrationTrunk } from '../../features/trunks/testing/trunks';
import type { Trunk } from '../../features/trunks/trunk';
import { Refused } from '../../platform/refusals/refused';
import { AriClient } from '../client/ari-client';
import { AriTrunkProvisioner } from './ari-trunk-provisioner';
import type { AsteriskObject, ObjectType, Owner } from './asterisk-objects';

/** Keeps objects as Asterisk does, and a list of what it was asked to do. */
class Objects {
  readonly kept = new Map<string, Readonly<Record<string, string>>>();
  asked: string[] = [];
  refuses: (object: AsteriskObject) => boolean = () => false;

  put(object: AsteriskObject): Promise<void> {
    const { type, id, attributes } = object;
    if (this.refuses(object)) return Promise.reject(new Refused('asterisk-refused', 'No.'));
    const key = `${type} ${id}`;
    this.asked.push(`put ${key}`);
    this.kept.set(key, attributes);
    return Promise.resolve();
  }

  amendAuth(id: string, attributes: Readonly<Record<string, string>>): Promise<void> {
    this.asked.push(`put auth ${id}`);
    this.kept.set(`auth ${id}`, { ...this.kept.get(`auth ${id}`), ...attributes });
    return Promise.resolve();
  }

  remove(type: ObjectType, id: string): Promise<void> {
    if (this.kept.delete(`${type} ${id}`)) this.asked.push(`remove ${type} ${id}`);
    return Promise.resolve();
  }

  has(type: ObjectType, id: string): Promise<boolean> {
    return Promise.resolve(this.kept.has(`${type} ${id}`));
  }

  owner: Owner | undefined;
  async ownerOf(endpoint: string): Promise<Owner> {
    return this.owner ?? ((await this.has('endpoint', endpoint)) ? 'us' : 'nobody');
  }

  /** What was asked since the last time. */
  news(): readonly string[] {
    const news = this.asked;
    this.asked = [];
    return news;
  }
}

let objects: Objects;
let provisioner: AriTrunkProvisioner;

beforeEach(() => {
  objects = new Objects();
  const silent = { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };
  const client = new AriClient({
    url: 'http://127.0.0.1:1',
    user: 'baton',
    password: 'unused',
    app: 'baton',
    logger: silent,
  });
  provisioner = new AriTrunkProvisioner(client, objects);
});

it('makes each object after those that it names, and last what needs the password at once', async () => {
  await provisioner.put(registrationTrunk, null, 'secret');
  expect(objects.news()).toEqual([
    'put aor carrier',
    'put endpoint carrier',
    'put aor carrier_any',
    'put endpoint carrier_any',
    'put identify carrier_0',
    'put auth carrier',
    'put aor carrier_yes',
    'put endpoint carrier_yes',
    'put registration carrier',
  ]);
  expect(objects.kept.get('auth carrier')).toEqual({
    auth_type: 'userpass',
    username: 'acct',
    password: 'secret',
  });
});

it('leaves nothing of a trunk that is removed', async () => {
  await provisioner.put(registrationTrunk, null, 'secret');
  await provisioner.remove(registrationTrunk);
  expect([...objects.kept]).toEqual([]);
});

it('touches nothing of another store’s, whatever it is asked', async () => {
  await provisioner.put(registrationTrunk, null, 'secret');
  objects.news();
  objects.owner = 'another';
  const taken = expect.objectContaining({ code: 'trunk-name-taken' }) as Error;
  await expect(provisioner.put(registrationTrunk, registrationTrunk, 'other')).rejects.toEqual(taken);
  await expect(provisioner.restore(registrationTrunk)).rejects.toEqual(taken);
  await provisioner.remove(registrationTrunk);
  expect(objects.news()).toEqual([]);
});

it('touches only what changes, keeps the password, and registers on', async () => {
  const addressed: Trunk = { ...registrationTrunk, server: '198.51.100.7' };
  await provisioner.put(addressed, null, 'secret');
  objects.news();
  await provisioner.put({ ...addressed, dtmfMode: 'info' }, addressed);
  expect(objects.news()).toEqual(['remove endpoint carrier', 'put endpoint carrier']);
  expect(objects.kept.get('auth carrier')).toMatchObject({ password: 'secret' });
});

it('keeps the password under another username', async () => {
  await provisioner.put(registrationTrunk, null, 'secret');
  await provisioner.put({ ...registrationTrunk, username: 'other' }, registrationTrunk);
  expect(objects.kept.get('auth carrier')).toMatchObject({ username: 'other', password: 'secret' });
});

it('registers anew and asks again with another password', async () => {
  await provisioner.put(registrationTrunk, null, 'wrong');
  objects.news();
  await provisioner.put(registrationTrunk, registrationTrunk, 'right');
  expect(objects.news()).toEqual([
    'remove registration carrier',
    // A host name is looked up again with every change.
    'remove identify carrier_0',
    'remove endpoint carrier_yes',
    'remove aor carrier_yes',
    'put identify carrier_0',
    'put auth carrier',
    'put aor carrier_yes',
    'put endpoint carrier_yes',
    'put registration carrier',
  ]);
});

it('forgets addresses and passwords that are no longer wanted', async () => {
  const before: Trunk = { ...ipTrunk, username: 'acct' };
  await provisioner.put(before, null, 'secret');
  await provisioner.put({ ...ipTrunk, addresses: ['203.0.113.5'] }, before);
  expect([...objects.kept.keys()].filter((key) => /identify|auth/.test(key))).toEqual(['identify carrier_0']);
  expect(objects.kept.get('identify carrier_0')).toMatchObject({ match: '203.0.113.5' });
});

it('leaves nothing of a new trunk that Asterisk does not take', async () => {
  objects.refuses = ({ type }) => type === 'registration';
  await expect(provisioner.put(registrationTrunk, null, 'secret')).rejects.toMatchObject({
    code: 'asterisk-refused',
  });
  expect([...objects.kept]).toEqual([]);
});

it('names the host that cannot be looked up, and goes on with what it had', async () => {
  await provisioner.put(ipTrunk, null);
  const before = new Map(objects.kept);
  objects.refuses = ({ attributes }) => attributes['match'] === 'no.such.host';
  await expect(
    provisioner.put({ ...ipTrunk, codecs: ['opus'], addresses: ['no.such.host'] }, ipTrunk),
  ).rejects.toMatchObject({ code: 'unknown-host', extra: { errors: [{ path: 'addresses' }] } });
  expect(new Map([...objects.kept].sort())).toEqual(new Map([...before].sort()));
});

it('is content with an answer where Asterisk cannot ask for acceptance', async () => {
  objects.refuses = ({ attributes }) => 'qualify_2xx_only' in attributes;
  await provisioner.put(ipTrunk, null);
  expect(objects.kept.get('aor carrier_yes')).toMatchObject({ qualify_frequency: '30' });
});

it('restores what is missing and nothing else, and says when the password is', async () => {
  await provisioner.put(registrationTrunk, null, 'secret');
  objects.news();
  expect(await provisioner.restore(registrationTrunk)).toBe('complete');
  expect(objects.news()).toEqual([]);
  objects.kept.delete('registration carrier');
  objects.kept.delete('auth carrier');
  expect(await provisioner.restore(registrationTrunk)).toBe('password-missing');
  expect(objects.news()).toEqual(['put registration carrier']);
  objects.kept.clear();
  expect(await provisioner.restore(ipTrunk)).toBe('complete');
  expect(objects.news()).toHaveLength(8);
});
