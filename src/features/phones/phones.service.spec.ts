import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { openStore } from '../../platform/store/open-store';
import type { Store } from '../../platform/store/store';
import { PhonesService } from './phones.service';
import { Asterisk } from './testing/asterisk';

beforeAll(() => {
  Logger.overrideLogger(false);
});
afterAll(() => {
  Logger.overrideLogger(new ConsoleLogger());
});

let dir: string;
let store: Store;
let asterisk: Asterisk;
let phones: PhonesService;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-phones-'));
  store = await openStore(dir);
  asterisk = new Asterisk();
  phones = new PhonesService(store, asterisk);
  const agent = { name: 'Ann', status: 'available' as const };
  for (const [id, extension] of Object.entries({ ann: '101', ben: '102' }))
    await store.write((manager) => manager.insert('AgentEntity', { ...agent, id, extension }));
});

afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const users = () => [...asterisk.phones.keys()].sort();

describe('a phone that is gone, of which Asterisk was not told', () => {
  beforeEach(async () => {
    await phones.put('ann', 'old', 'sip');
    asterisk.isThere = (user) => user !== 'old';
    await phones.put('ann', 'new', 'sip');
    asterisk.isThere = () => true;
    expect(users()).toEqual(['new', 'old']);
  });

  it('is forgotten as soon as Asterisk is there again', async () => {
    await phones.makeUp();
    expect(users()).toEqual(['new']);
  });

  it('is forgotten after a restart', async () => {
    await new PhonesService(store, asterisk).makeUp();
    expect(users()).toEqual(['new']);
  });

  it('stays if it was given anew meanwhile', async () => {
    await phones.put('ben', 'old', 'sip');
    await phones.makeUp();
    expect(users()).toEqual(['new', 'old']);
  });

  it('stays if its name is that of a trunk by now', async () => {
    phones.reserve((user) => Promise.resolve(user === 'old'));
    await phones.makeUp();
    expect(users()).toEqual(['new', 'old']);
  });
});

it('says of a new phone which one it has replaced without Asterisk having forgotten that', async () => {
  expect(await phones.put('ann', 'old', 'sip')).toMatchObject({ notRevoked: [] });
  asterisk.isThere = (user) => user !== 'old';
  expect(await phones.put('ann', 'new', 'sip')).toMatchObject({ user: 'new', notRevoked: ['old'] });
  asterisk.isThere = () => true;
  expect(await phones.put('ann', 'newest', 'sip')).toMatchObject({ notRevoked: [] });
  expect(users()).toEqual(['newest', 'old']);
});

it('says of phones that others have removed which ones Asterisk has not forgotten', async () => {
  await phones.put('ann', 'ann', 'sip');
  await phones.put('ben', 'ben', 'sip');
  await store.write((manager) => phones.removeRows(manager, ['ann', 'ben']));
  asterisk.isThere = (user) => user !== 'ann';
  expect(await phones.written(['ann', 'ben'])).toEqual([{ user: 'ann', failed: 'asterisk-unavailable' }]);
  expect(users()).toEqual(['ann']);
});

it('owes Asterisk nothing that a roll-back has taken back', async () => {
  await phones.put('ann', 'ann', 'sip');
  const failing = store.write(async (manager) => {
    await phones.removeRows(manager, ['ann']);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await phones.makeUp();
  expect(users()).toEqual(['ann']);
});

it('takes out what is written into phones, one that fails holding up no other', async () => {
  await phones.put('ann', 'ann', 'sip');
  await phones.put('ben', 'ben', 'sip');
  asterisk.written.set('ann', ['sip:ann@192.0.2.1']).set('ben', ['sip:ben@192.0.2.2']);
  asterisk.isThere = (user) => user !== 'ann';
  await phones.makeUp();
  expect([...asterisk.written.keys()]).toEqual(['ann']);
});
