import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { type Answer, type Baton, startBaton } from '../support/baton';

jest.setTimeout(60_000);

let dir: string;
let asterisk: EmbeddedAsterisk;
let baton: Baton;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-ready-'));
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
  baton = await startBaton({ asterisk });
});

afterAll(async () => {
  await baton?.stop();
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** There is nothing to be told by; a supervisor asks again and again as well. */
async function readyWithin(withinMs: number, fits: (answer: Answer) => boolean): Promise<Answer> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await baton.api('GET', '/readyz');
    if (fits(answer)) return answer;
    if (Date.now() > deadline)
      throw new Error(`waited ${withinMs} ms for /readyz, but it says ${answer.text}`);
  }
}

it('follows Asterisk down and up, and the server stays up all the while', async () => {
  expect((await baton.api('GET', '/readyz')).body).toEqual({
    status: 'ready',
    checks: { asterisk: { status: 'up' }, store: { status: 'up' } },
  });

  await asterisk.kill();
  const down = await readyWithin(5_000, ({ status }) => status === 503);
  expect(down.body).toMatchObject({
    status: 'not-ready',
    checks: {
      asterisk: {
        status: 'down',
        code: expect.stringMatching(/^asterisk-(lost|unreachable)$/) as string,
        reason: expect.stringMatching(/./) as string,
      },
      store: { status: 'up' },
    },
  });
  expect((await baton.api('GET', '/healthz')).status).toBe(200);

  const agent = await baton.done<{ id: string }>('POST', '/agents', { name: 'Ann', extension: '101' });
  const phone = await baton.api('PUT', `/agents/${agent.id}/phone`, {});
  expect(phone).toMatchObject({ status: 503, body: { code: 'asterisk-unavailable' } });
  expect(Number(phone.headers.get('retry-after'))).toBeGreaterThan(0);

  const { ports, ariPassword } = asterisk;
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk'), ports, ariPassword });
  await readyWithin(10_000, ({ status }) => status === 200);
  await baton.done('PUT', `/agents/${agent.id}/phone`, {});
});
