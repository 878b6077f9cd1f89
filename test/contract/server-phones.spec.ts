import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { type Baton, startBaton } from '../support/baton';
import type { BatonEvent } from '../support/event-reader';
import { Phone } from '../support/phones/phone';

jest.setTimeout(60_000);

interface Credentials {
  readonly user: string;
  readonly password: string;
  readonly server: { readonly ws: string };
  readonly provisioning: {
    readonly files: readonly { readonly make: string; readonly text: string }[];
    readonly qrCode?: { readonly text: string; readonly svg: string };
  };
}

let dir: string;
let asterisk: EmbeddedAsterisk;
let baton: Baton;

/** As a newcomer has it: an Asterisk that knows of no phone or trunk at all. */
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-phones-'));
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
  baton = await startBaton({ asterisk });
});

afterAll(async () => {
  await baton?.stop();
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function register({ user, password, server }: Credentials): Promise<Phone> {
  return Phone.register({ user, password, wsUrl: server.ws });
}

it('lets phones in with what the answer told, and shows their agents available', async () => {
  const events = await baton.events();
  // The first makes PJSIP known to Asterisk at all; the second comes when it is.
  for (const extension of ['101', '102']) {
    const { id } = await baton.done<{ id: string }>('POST', '/agents', { name: 'Ann', extension });
    const credentials = await baton.done<Credentials>('PUT', `/agents/${id}/phone`, {});
    const stateIs = (state: string) =>
      events.until(
        ({ type, data }) => type === 'agent.state' && data['id'] === id && data['state'] === state,
        { withinMs: 5_000, what: `agent ${extension} to be ${state}` },
      );

    const phone = await register(credentials);
    await stateIs('available');
    expect(await baton.done('GET', `/agents/${id}`)).toMatchObject({ state: 'available' });
    expect(await baton.done('GET', `/agents/${id}/phone`)).toMatchObject({ registered: true });

    await phone.destroy();
    await stateIs('offline');
    expect(await baton.done('GET', `/agents/${id}/phone`)).toMatchObject({ registered: false });
  }
  events.close();
});

it('does not let in a phone with an old password, or one that was taken away', async () => {
  const { id } = await baton.done<{ id: string }>('POST', '/agents', { name: 'Bob', extension: '103' });
  const old = await baton.done<Credentials>('PUT', `/agents/${id}/phone`, {});
  const current = await baton.done<Credentials>('PUT', `/agents/${id}/phone`, {});
  await expect(register(old)).rejects.toThrow();
  await (await register(current)).destroy();
  await baton.done('DELETE', `/agents/${id}/phone`);
  await expect(register(current)).rejects.toThrow();
});

it('tells what phones import, with the password that is told with it, and nothing of it later', async () => {
  const { id } = await baton.done<{ id: string }>('POST', '/agents', { name: 'Cleo & co', extension: '104' });
  const { password, provisioning } = await baton.done<Credentials>('PUT', `/agents/${id}/phone`, {});
  expect(provisioning.files.map(({ make }) => make)).toEqual([
    'yealink',
    'snom',
    'grandstream',
    'poly',
    'linphone',
  ]);
  for (const { text } of provisioning.files) {
    expect(text).toContain(password);
    expect(text).toContain(`${asterisk.sipPort}`);
  }
  expect(provisioning.qrCode?.text).toContain(`<AuthPass>${password}</AuthPass>`);
  expect(provisioning.qrCode?.svg).toMatch(/^<svg /);
  expect((await baton.api('GET', `/agents/${id}/phone`)).text).not.toContain('provisioning');
  const web = await baton.done<Credentials>('PUT', `/agents/${id}/phone`, { kind: 'web' });
  expect(web.provisioning).toEqual({ files: [] });
});

it('gives an agent a desk phone and a web phone, each with a password of its own', async () => {
  const { id } = await baton.done<{ id: string }>('POST', '/agents', { name: 'Dora', extension: '105' });
  const path = `/agents/${id}`;
  const desk = await baton.done<Credentials>('PUT', `${path}/phone`, {});
  const web = await baton.done<Credentials>('PUT', `${path}/phone`, { kind: 'web' });
  expect([desk.user, web.user]).toEqual(['phone-105', 'phone-105-web']);
  const phones = (deskThere: boolean) => ({
    items: [
      { user: desk.user, kind: 'sip', registered: deskThere },
      { user: web.user, kind: 'web', registered: false },
    ],
  });
  const atDesk = await register(desk);
  await becomes('available');
  expect(await baton.done('GET', `${path}/phones`)).toEqual(phones(true));

  const renewed = await baton.done<Credentials>('POST', `${path}/phones/${desk.user}/password`);
  expect(renewed).toMatchObject({ user: desk.user, kind: 'sip', server: desk.server });
  expect(renewed.provisioning.files[0]?.text).toContain(renewed.password);
  await atDesk.destroy();
  await becomes('offline');
  await expect(register(desk)).rejects.toThrow();
  await (await register(renewed)).destroy();

  const otherUser = await baton.done<Credentials>('PUT', `${path}/phone`, { kind: 'web', user: 'dora-web' });
  expect(await baton.done('GET', `${path}/phones`)).toMatchObject({
    items: [{ user: desk.user }, { user: otherUser.user }],
  });
  expect(await baton.api('POST', `${path}/phones/${web.user}/password`)).toMatchObject({
    status: 404,
    body: { code: 'phone-not-found' },
  });
  expect((await baton.api('DELETE', `${path}/phones/${desk.user}`)).status).toBe(204);
  await expect(register(renewed)).rejects.toThrow();
  expect(await baton.done('GET', `${path}/phone`)).toMatchObject({ user: 'dora-web', kind: 'web' });
  expect((await baton.api('DELETE', `${path}/phone`)).status).toBe(204);
  expect(await baton.done('GET', `${path}/phones`)).toEqual({ items: [] });

  async function becomes(state: string): Promise<void> {
    const events = await baton.events();
    const { state: now } = await baton.done<{ state: string }>('GET', path);
    const isIt = ({ type, data }: BatonEvent) =>
      type === 'agent.state' && data['id'] === id && data['state'] === state;
    if (now !== state) await events.until(isIt, { withinMs: 5_000, what: `Dora to be ${state}` });
    events.close();
  }
});
