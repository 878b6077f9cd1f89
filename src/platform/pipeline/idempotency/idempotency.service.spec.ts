import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { StoredAnswer } from '../../http/stored-answer';
import { Retention } from '../../retention/retention';
import { openStore } from '../../store/open-store';
import type { Store } from '../../store/store';
import { IdempotencyService, type Outcome } from './idempotency.service';
import { IdempotencyRetention } from './idempotency-retention';

let dir: string;
let store: Store;
let service: IdempotencyService;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-idempotency-'));
  store = await openStore(dir);
  service = new IdempotencyService(store, { answersKeptForMs: 24 * 3_600_000 });
});

afterEach(async () => {
  jest.useRealTimers();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const command = { scope: 'admin', key: 'k', fingerprint: 'f' };

const answering = (status: number, body: string) => (): Promise<Outcome<string>> =>
  Promise.resolve({ answer: new StoredAnswer(status, 'text/plain', body), give: () => body });

it('does a command once and repeats its answer', async () => {
  expect(await service.once(command, answering(201, 'first'))).toBe('first');
  await expect(service.once(command, answering(201, 'second'))).rejects.toMatchObject({
    status: 201,
    contentType: 'text/plain',
    body: 'first',
  });
});

it('tells the keys of two callers apart', async () => {
  await service.once(command, answering(201, 'first'));
  expect(await service.once({ ...command, scope: 'other' }, answering(201, 'second'))).toBe('second');
});

it('keeps no answer from 500 on: the same key tries again', async () => {
  expect(await service.once(command, answering(503, 'not now'))).toBe('not now');
  expect(await service.once(command, answering(201, 'done'))).toBe('done');
});

it('lets the next in line try when the first of several came to a 500', async () => {
  const performed: string[] = [];
  const attempt = (name: string, status: number) =>
    service.once(command, () => {
      performed.push(name);
      return answering(status, name)();
    });
  const outcomes = await Promise.allSettled([attempt('a', 503), attempt('b', 201), attempt('c', 201)]);
  expect(performed).toEqual(['a', 'b']);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
});

it('sends a doubled command away when the first one takes too long', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  let finish: (outcome: Outcome<string>) => void = () => undefined;
  const first = service.once(command, () => new Promise<Outcome<string>>((resolve) => (finish = resolve)));
  const second = expect(service.once(command, answering(201, 'second'))).rejects.toMatchObject({
    code: 'idempotency-in-progress',
  });
  await jest.advanceTimersByTimeAsync(10_000);
  await second;
  finish(await answering(201, 'first')());
  expect(await first).toBe('first');
});

it.each([
  [201, 'first'],
  [503, 'second'],
])('answers a command that came to %d as it was, though that could not be stored', async (status, then) => {
  const eventually = jest.spyOn(store, 'eventually').mockResolvedValueOnce('later');
  expect(await service.once(command, answering(status, 'first'))).toBe('first');
  const again = service.once(command, answering(201, 'second'));
  const answer = await again.catch((error: StoredAnswer) => error.body);
  expect(answer).toBe(then);
  const other = service.once({ ...command, fingerprint: 'other' }, answering(201, 'third'));
  await expect(other).rejects.toMatchObject({ code: 'idempotency-key-reused' });
  eventually.mockRestore();
  await expect(service.once(command, answering(201, 'fourth'))).rejects.toMatchObject({ body: then });
});

it('forgets what is older than that, and nothing else', async () => {
  await service.once(command, answering(201, 'first'));
  // In another millisecond, which is what a record is kept by.
  const first = Date.now();
  while (Date.now() === first) await new Promise((resolve) => setImmediate(resolve));
  await service.once({ ...command, key: 'later' }, answering(201, 'second'));
  const rows: readonly { expires_at: string }[] = await store.reader.query(
    "SELECT expires_at FROM idempotency_records WHERE key = 'later'",
  );
  const retention = new Retention(store, new Registry());
  new IdempotencyRetention(retention).onModuleInit();
  await retention.sweep(Date.parse(rows[0]?.expires_at ?? ''));
  expect(await store.reader.query('SELECT key FROM idempotency_records')).toEqual([{ key: 'later' }]);
});
