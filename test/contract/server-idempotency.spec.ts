import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { type Answer, type Baton, startBaton } from '../support/baton';

jest.setTimeout(60_000);

let dir: string;
let dataDir: string;
let asterisk: EmbeddedAsterisk;
let baton: Baton;
let testNumber = 0;

const ann = { name: 'Ann', extension: '101' };

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-idem-'));
  dataDir = join(dir, 'data');
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
  baton = await startBaton({ asterisk, dataDir });
});

/** Each test begins without agents; its keys are its own. */
afterEach(async () => {
  const { items } = await baton.done<{ items: readonly { id: string }[] }>('GET', '/agents');
  for (const { id } of items) await baton.done('DELETE', `/agents/${id}`);
  testNumber += 1;
});

afterAll(async () => {
  await baton?.stop();
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** @param name of the key within the test */
function post(name: string, body: unknown = ann, path = '/agents'): Promise<Answer> {
  return postWith(`${name}-${testNumber}`, body, path);
}

function postWith(key: string, body: unknown, path: string): Promise<Answer> {
  return baton.api('POST', path, body, { 'idempotency-key': key });
}

async function agents(): Promise<number> {
  return (await baton.done<{ items: readonly unknown[] }>('GET', '/agents')).items.length;
}

/** Changes the stored records while the server is down. */
function inStore(sql: string): void {
  const database = new Database(join(dataDir, 'baton.sqlite'));
  database.exec(sql);
  database.close();
}

it('gives the first answer again, letter for letter, and does nothing', async () => {
  const first = await post('k');
  const second = await post('k');
  expect(first.status).toBe(201);
  expect([second.status, second.text]).toEqual([first.status, first.text]);
  expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'));
  expect([first, second].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true']);
  expect(await agents()).toBe(1);
});

it('gives a first refusal again as well, though it would be granted by now', async () => {
  const { body } = await post('one');
  const refused = await post('two');
  expect(refused).toMatchObject({ status: 409, body: { code: 'extension-taken' } });
  await baton.done('DELETE', `/agents/${(body as { id: string }).id}`);
  const again = await post('two');
  expect([again.status, again.text]).toEqual([refused.status, refused.text]);
  expect(await agents()).toBe(0);
});

it('keeps its memory across a crash', async () => {
  const first = await post('k');
  await baton.kill('SIGKILL');
  baton = await startBaton({ asterisk, dataDir });
  expect((await post('k')).text).toBe(first.text);
  expect(await agents()).toBe(1);
});

it('does the command once when it comes many times at once', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => post('k')));
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(201);
  expect(await agents()).toBe(1);
});

it('refuses a key that was used for another command', async () => {
  await post('k');
  expect(await post('k', { name: 'Bob', extension: '102' })).toMatchObject({
    status: 422,
    body: { code: 'idempotency-key-reused' },
  });
  expect(await post('k', undefined, '/lines')).toMatchObject({ status: 422 });
  expect(await agents()).toBe(1);
});

it('refuses to guess how a command ended that the server died in', async () => {
  await post('k');
  await baton.stop();
  inStore('UPDATE idempotency_records SET status = NULL, body = NULL');
  baton = await startBaton({ asterisk, dataDir });
  expect(await post('k')).toMatchObject({ status: 409, body: { code: 'idempotency-outcome-unknown' } });
  expect(await agents()).toBe(1);
});

it('forgets after its time', async () => {
  const { body } = await post('k');
  await baton.done('DELETE', `/agents/${(body as { id: string }).id}`);
  await baton.stop();
  inStore("UPDATE idempotency_records SET expires_at = '2020-01-01T00:00:00.000Z'");
  baton = await startBaton({ asterisk, dataDir });
  const second = await post('k');
  expect(second.status).toBe(201);
  expect(second.body).not.toEqual(body);
});

it.each(['with space', 'ü', 'x'.repeat(256), ''])('refuses the key %j', async (key) => {
  expect(await postWith(key, ann, '/agents')).toMatchObject({
    status: 400,
    body: { code: 'invalid-idempotency-key' },
  });
  expect(await agents()).toBe(0);
});
