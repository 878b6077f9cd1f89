import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { openStore } from '../../persistence/open-store';
import { Store } from '../../persistence/store';
import { IdempotencyService, type Outcome } from './idempotency.service';
import { StoredAnswer } from './stored-answer';

let dir: string;
let dataSource: DataSource;
let service: IdempotencyService;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-idempotency-'));
  dataSource = await openStore(dir);
  service = new IdempotencyService(new Store(dataSource));
});

afterEach(async () => {
  jest.useRealTimers();
  await dataSource.destroy();
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
    status: 409,
    code: 'idempotency-in-progress',
  });
  await jest.advanceTimersByTimeAsync(10_000);
  await second;
  finish(await answering(201, 'first')());
  expect(await first).toBe('first');
});

it('forgets what is older than a day', async () => {
  await service.once(command, answering(201, 'first'));
  jest.useFakeTimers({
    doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'],
    now: Date.now() + 86_400_001,
  });
  await service.onModuleInit();
  service.onModuleDestroy();
  expect(await dataSource.query('SELECT key FROM idempotency_records')).toEqual([]);
});
