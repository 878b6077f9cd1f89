import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAsterisk, type EmbeddedAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { type Baton, startBaton } from '../support/baton';
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
