import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBus } from '../../platform/events/event-bus';
import type { PbxConnection } from '../../platform/observability/pbx-connection';
import { openStore } from '../../platform/store/open-store';
import type { Store } from '../../platform/store/store';
import { ConfigSections } from '../config-file/config-sections';
import { ConfigurationService } from '../config-file/configuration.service';
import { PhonesService } from '../phones/phones.service';
import { Asterisk } from '../phones/testing/asterisk';
import { AgentsService } from './agents.service';
import { PhonesSection } from './phones-section';

let dir: string;
let store: Store;
let asterisk: Asterisk;
let phones: PhonesService;
let agentId: string;
let configuration: ConfigurationService;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-phones-section-'));
  store = await openStore(dir);
  asterisk = new Asterisk();
  phones = new PhonesService(store, asterisk);
  const agents = new AgentsService(store, phones, new EventBus());
  const sections = new ConfigSections();
  new PhonesSection(sections, phones, agents).onModuleInit();
  // Of a file that names no store it asks nothing.
  configuration = new ConfigurationService(store, sections, {} as PbxConnection);
  ({ id: agentId } = await agents.create({ name: 'Ann', extension: '101', status: 'available' }));
  await phones.put(agentId, 'ann', 'sip');
});

afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const removeAll = () => configuration.import({ baton: 1, phones: [] }, { how: 'do', unnamed: 'removed' });

it('lets others write while Asterisk is slow to forget phones that are removed', async () => {
  let answer: () => void = () => undefined;
  const asked = new Promise<void>((tell) => {
    asterisk.isThere = () => {
      tell();
      return new Promise((resolve) => (answer = () => resolve(true)));
    };
  });
  const importing = removeAll();
  await asked;
  await store.write((manager) => manager.query('SELECT 1'), { patienceMs: 500 });
  expect(await phones.all()).toEqual([]);
  answer();
  expect(await importing).toMatchObject({ told: { phones: [] } });
});

it('tells of a phone that is removed, and that Asterisk has not forgotten', async () => {
  asterisk.isThere = () => false;
  const phone = { agent: agentId, user: 'ann', kind: 'sip' };
  expect(await removeAll()).toMatchObject({
    differences: [{ section: 'phones', removed: [{ id: 'ann' }] }],
    told: { phones: [{ ...phone, failed: 'asterisk-unavailable' }] },
  });
  asterisk.isThere = () => true;
  await phones.makeUp();
  expect([...asterisk.phones.keys()]).toEqual([]);
});
