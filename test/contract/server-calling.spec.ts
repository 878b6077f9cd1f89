import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { type Baton, startBaton } from '../support/baton';
import { TRUNK, trunkConf } from '../support/trunk';

jest.setTimeout(60_000);

const RESTRICTED_KEY = 'of-somebody-who-may-only-read';
const MASK = '+31205550199';

let dir: string;
let asterisk: EmbeddedAsterisk;
let baton: Baton;
let anna: string;
let line: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-calling-'));
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk'), extraConf: { 'pjsip.conf': trunkConf() } });
  baton = await startBaton({ asterisk, env: { RESTRICTED_KEY } });
  anna = await made('/agents', { name: 'Anna', extension: '201' });
  line = await made('/lines', {
    name: 'Sales',
    number: '+31205550100',
    country: 'NL',
    trunk: 'another-trunk',
    destination: { type: 'agent', id: anna },
  });
});

afterAll(async () => {
  await baton?.stop();
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function made(path: string, body: object): Promise<string> {
  return (await baton.done<{ id: string }>('POST', path, body)).id;
}

interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly path: string }[];
}

async function refused(method: string, path: string, body: object): Promise<readonly [number, ...string[]]> {
  const answer = await baton.api<Problem>(method, path, body);
  return [answer.status, ...(answer.body.errors ?? []).map((error) => error.path)];
}

describe('calling settings', () => {
  it('are kept, with the mask in E.164 and what was left out as built in', async () => {
    const given = { masking: true, mask: '+31 20 555 0199', trunks: { [TRUNK]: { profile: 'diversion' } } };
    const kept = { masking: true, mask: MASK, transferCallerId: 'lead', trunks: given.trunks };
    expect(await baton.done('PUT', '/settings/calling', given)).toMatchObject(kept);
    expect(await baton.done('GET', '/settings/calling')).toMatchObject({
      ...kept,
      emergency: { NL: ['112'] },
    });
  });

  it.each([
    [422, 'mask', { mask: 'sales' }],
    [422, 'mask', { mask: '0205550199' }],
    [422, 'trunks.nowhere', { trunks: { nowhere: { profile: 'assert' } } }],
    [400, 'trunks.carrier.profile', { trunks: { carrier: { profile: 'any' } } }],
    [400, 'trunks.carrier.domain', { trunks: { carrier: { profile: 'assert', domain: 'a>b' } } }],
    [400, 'transferCallerId', { transferCallerId: 'contact' }],
  ])('are refused by %i naming %s', async (status, field, body) => {
    expect(await refused('PUT', '/settings/calling', body)).toEqual([status, field]);
  });

  it('know a trunk that only a line uses', async () => {
    const trunks = { 'another-trunk': { profile: 'none' } };
    expect(await baton.done('PUT', '/settings/calling', { trunks })).toMatchObject({ trunks });
  });

  it('are overridden by a line, whose mask is read by its country', async () => {
    const changed = { masking: true, mask: '020 555 0199', transferCallerId: 'mask' };
    expect(await baton.done('PATCH', `/lines/${line}`, changed)).toMatchObject({ ...changed, mask: MASK });
    expect(await refused('PATCH', `/lines/${line}`, { mask: '4930123456' })).toEqual([422, 'mask']);
    const back = await baton.done('PATCH', `/lines/${line}`, { masking: null, mask: null });
    expect(back).not.toHaveProperty('mask');
  });
});

describe('a preview', () => {
  it('says what everybody would see, and why', async () => {
    await baton.done('PUT', '/settings/calling', { masking: true, mask: MASK });
    await baton.done('PATCH', `/lines/${line}`, { transferCallerId: null });
    const { parties } = await baton.done<{ parties: readonly object[] }>('POST', '/caller-id/preview', {
      line,
      contact: { number: '+31612345678', name: 'Kim' },
      transferor: anna,
      target: { type: 'number', number: '+31687654321' },
    });
    expect(parties).toContainEqual(
      expect.objectContaining({ who: 'contact', number: MASK, reason: 'masking is on: the mask' }),
    );
    expect(parties).toContainEqual(
      expect.objectContaining({
        who: 'target',
        stage: 'ringing',
        number: MASK,
        profile: 'none',
        reason: expect.stringContaining('the trunk allows no foreign number') as string,
      }),
    );
  });
});

describe('the restricted key', () => {
  const headers = { authorization: `Bearer ${RESTRICTED_KEY}` };

  it('reads', async () => {
    expect((await baton.api('GET', '/lines', undefined, headers)).status).toBe(200);
  });

  it('changes nothing', async () => {
    const { status, body } = await baton.api<Problem>('PUT', '/settings/calling', {}, headers);
    expect([status, body.code]).toEqual([403, 'forbidden']);
  });

  it("is not given the admin's answer to a command again, whatever its Idempotency-Key", async () => {
    const keyed = { 'idempotency-key': 'of-the-admin' };
    const body = {
      name: 'Keyed',
      number: '+31205550101',
      country: 'NL',
      destination: { type: 'agent', id: anna },
      trunk: TRUNK,
      fallback: { type: 'number', number: '+31687654321' },
    };
    const first = await baton.api('POST', '/lines', body, keyed);
    const again = await baton.api('POST', '/lines', body, keyed);
    expect([first, again].map(({ text }) => text.includes('31687654321'))).toEqual([true, true]);
    const { status, text } = await baton.api('POST', '/lines', body, { ...headers, ...keyed });
    expect(status).toBe(403);
    expect(text).not.toContain('7654321');
  });

  it('sees of a number outside the last two digits', async () => {
    const fallback = { type: 'number', number: '+31687654321' };
    await baton.done('PATCH', `/lines/${line}`, { fallback });
    const { body } = await baton.api('GET', `/lines/${line}`, undefined, headers);
    expect(body).toMatchObject({ number: '+31205550100', fallback: { number: '••••21' } });
  });
});
