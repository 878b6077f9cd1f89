import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { type Baton, startBaton } from '../support/baton';
import { mp3Of } from '../support/media/mp3';
import { wavOf } from '../support/media/wav';

jest.setTimeout(120_000);

interface MusicClass {
  readonly id: string;
  readonly name: string;
}
interface MusicFile {
  readonly id: string;
  readonly seconds: number;
}
interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly path: string }[];
  readonly usedBy?: readonly { readonly type: string; readonly id: string }[];
}

let dir: string;
let asterisk: EmbeddedAsterisk;
let baton: Baton;
let serial = 0;

const tone = (seconds: number) => wavOf([{ hz: 1_000, peak: 8_000 }], seconds);

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-music-'));
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
  baton = await startBaton({ asterisk, env: { MUSIC_DIR: asterisk.musicDir, MUSIC_CLASSES: 'by-hand' } });
});

afterAll(async () => {
  await baton?.stop();
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const musicClass = (): Promise<MusicClass> => {
  serial += 1;
  return baton.done('POST', '/music-classes', { name: `class-${serial}` });
};

const filesOf = ({ id }: MusicClass) => `/music-classes/${id}/files`;

const upload = (to: MusicClass, file: Uint8Array, type = 'audio/wav', name = 'tune.wav') =>
  baton.upload<MusicFile & Problem>(`${filesOf(to)}?name=${encodeURIComponent(name)}`, file, type);

async function lineWith(
  music: string,
): Promise<{ readonly status: number; readonly body: Problem & { id: string } }> {
  serial += 1;
  const { id } = await baton.done<{ id: string }>('POST', '/agents', {
    name: 'Ann',
    extension: `10${serial}`,
  });
  return baton.api('POST', '/lines', {
    name: 'Sales',
    number: `+3120555${1000 + serial}`,
    trunk: 'carrier',
    destination: { type: 'agent', id },
    musicClass: music,
  });
}

/** What Asterisk itself says that it has. */
const shown = () => asterisk.cli('moh show classes');

describe('a music class', () => {
  it('is made, read, changed and deleted; Asterisk has it for as long as it has a file', async () => {
    const empty = await musicClass();
    const made = await baton.api<MusicClass>('POST', '/music-classes', { name: 'jazz' });
    expect(made).toMatchObject({ status: 201, body: { name: 'jazz', order: 'in-order', fileCount: 0 } });
    const path = `/music-classes/${made.body.id}`;
    expect(await shown()).not.toContain('Class: jazz');
    const file = await upload(made.body, tone(2), 'audio/wav', '../../etc/passwd.wav');
    expect(file).toMatchObject({ status: 201, body: { name: '../../etc/passwd.wav' } });
    expect(file.body.seconds).toBeCloseTo(2, 1);
    expect(await shown()).toContain('Class: jazz');
    expect(await baton.done('GET', filesOf(made.body))).toEqual({ items: [file.body] });
    const { items } = await baton.done<{ items: readonly MusicClass[] }>('GET', '/music-classes?limit=200');
    expect(items).toContainEqual({ ...made.body, fileCount: 1 });
    expect(items).toContainEqual({ ...empty, fileCount: 0 });
    expect(await baton.done('PATCH', path, { order: 'random', name: 'swing' })).toMatchObject({
      name: 'swing',
      order: 'random',
      fileCount: 1,
    });
    expect(await shown()).toContain('Class: swing');
    expect(await shown()).not.toContain('Class: jazz');
    expect((await baton.api('DELETE', path)).status).toBe(204);
    expect(await shown()).not.toContain('Class: swing');
    expect(await baton.api('GET', path)).toMatchObject({
      status: 404,
      body: { code: 'music-class-not-found' },
    });
  });

  it.each(['default', 'by-hand', 'taken'])('does not take the name %s of another', async (name) => {
    if (name === 'taken') await baton.done('POST', '/music-classes', { name });
    expect(await baton.api('POST', '/music-classes', { name })).toMatchObject({
      status: 409,
      body: { code: 'music-class-taken' },
    });
  });

  it.each(['', 'a b', 'a]\n[b', 'general', 'x'.repeat(41)])('is not called %j', async (name) => {
    expect(await baton.api('POST', '/music-classes', { name })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', errors: [{ path: 'name' }] },
    });
  });

  it('is kept while a line or a group plays it, and so are its name and its last file', async () => {
    const music = await musicClass();
    const { body: file } = await upload(music, tone(2));
    const line = await lineWith(music.name);
    expect(line.status).toBe(201);
    const inUse = {
      status: 409,
      body: { code: 'music-class-in-use', usedBy: [{ type: 'line', id: line.body.id }] },
    };
    const path = `/music-classes/${music.id}`;
    expect(await baton.api('DELETE', path)).toMatchObject(inUse);
    expect(await baton.api('PATCH', path, { name: 'other' })).toMatchObject(inUse);
    expect(await baton.api('DELETE', `${filesOf(music)}/${file.id}`)).toMatchObject(inUse);
    await baton.done('DELETE', `/lines/${line.body.id}`);
    const layers = [
      { strategy: 'ordered', ringSeconds: 5, members: [{ type: 'number', number: '+31205550001' }] },
    ];
    const group = await baton.done<{ id: string }>('POST', '/ring-groups', {
      name: 'Group',
      layers,
      musicClass: music.name,
    });
    expect(await baton.api('DELETE', path)).toMatchObject({
      status: 409,
      body: { usedBy: [{ type: 'ring-group', id: group.id }] },
    });
    await baton.done('PATCH', `/ring-groups/${group.id}`, { musicClass: null });
    expect((await baton.api('DELETE', path)).status).toBe(204);
  });
});

describe('a line', () => {
  it.each([
    ['default', 201, undefined],
    ['by-hand', 201, undefined],
    ['nobody-has-it', 422, 'unknown-music-class'],
  ])('with the music %s', async (name, status, code) => {
    const answer = await lineWith(name);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    if (code) expect(answer.body.errors?.[0]?.path).toBe('musicClass');
  });

  it('is not given a class without a file, also when it is changed', async () => {
    const music = await musicClass();
    expect((await lineWith(music.name)).body.code).toBe('empty-music-class');
    const { body: line } = await lineWith('default');
    expect(await baton.api('PATCH', `/lines/${line.id}`, { musicClass: music.name })).toMatchObject({
      status: 422,
      body: { code: 'empty-music-class', errors: [{ path: 'musicClass' }] },
    });
  });
});

describe('a file', () => {
  it('of a music shop is taken: MP3, stereo, 44.1 kHz, with a picture in front', async () => {
    const music = await musicClass();
    const picture = randomBytes(40_000);
    const size = [21, 14, 7, 0].map((shift) => (picture.length >> shift) & 0x7f);
    const tag = Buffer.concat([Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, ...size]), picture]);
    const { status, body } = await upload(
      music,
      Buffer.concat([tag, await mp3Of(1_000, 0.5, 3)]),
      'audio/mpeg',
    );
    expect(status).toBe(201);
    expect(body.seconds).toBeGreaterThan(2.9);
    expect(body.seconds).toBeLessThan(3.2);
    const wav = readFileSync(join(asterisk.musicDir, `${body.id}.wav`));
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
    expect(wav.length).toBeCloseTo(44 + body.seconds * 16_000, 0);
  });

  it.each<[string, () => Uint8Array, string, number, string]>([
    ['that is a page', () => Buffer.from('<!doctype html><p>'), 'audio/mpeg', 422, 'not-audio'],
    ['of zeros', () => Buffer.alloc(3_000_000), 'audio/mpeg', 422, 'not-audio'],
    ['that is empty', () => Buffer.alloc(0), 'audio/wav', 422, 'not-audio'],
    ['that breaks off', () => tone(2).subarray(0, 9_000), 'audio/wav', 422, 'damaged-audio'],
    ['that is silent', () => wavOf([], 2), 'audio/wav', 422, 'silent-audio'],
    [
      'of twenty-one minutes',
      () => wavOf([{ hz: 1_000, peak: 9_000 }], 21 * 60),
      'audio/wav',
      422,
      'audio-too-long',
    ],
    ['of 21 MB', () => Buffer.alloc(21 * 1024 * 1024), 'audio/wav', 413, 'body-too-large'],
    ['of another kind', () => tone(2), 'video/mp4', 415, 'unsupported-media-type'],
    [
      'that says nothing of its kind',
      () => tone(2),
      'application/octet-stream',
      415,
      'unsupported-media-type',
    ],
  ])('%s is refused, and nothing of it stays', async (_, make, type, status, code) => {
    const music = await musicClass();
    const before = readdirSync(asterisk.musicDir).sort();
    const answer = await upload(music, make(), type);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(readdirSync(asterisk.musicDir).sort()).toEqual([...new Set([...before, 'work'])].sort());
    expect(readdirSync(join(asterisk.musicDir, 'work'))).toEqual([]);
    expect(await baton.done('GET', filesOf(music))).toEqual({ items: [] });
  });

  it('of random bytes is refused, whatever the decoder takes them for', async () => {
    const music = await musicClass();
    const { status, body } = await upload(music, randomBytes(3_000_000), 'audio/mpeg');
    expect(status).toBe(422);
    expect(['not-audio', 'damaged-audio', 'audio-too-short']).toContain(body.code);
  });

  it('that never ends is refused before the disk is full', async () => {
    const music = await musicClass();
    const chunk = Buffer.alloc(1024 * 1024, 1);
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1;
        if (sent > 30) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const answer = await fetch(`${baton.url}/api/v1${filesOf(music)}?name=x`, {
      method: 'POST',
      headers: { authorization: `Bearer ${baton.adminKey}`, 'content-type': 'audio/wav' },
      body: endless,
      duplex: 'half',
    });
    expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([413, 'body-too-large']);
  });

  it('does not keep others from being answered while it is converted', async () => {
    const music = await musicClass();
    const long = await mp3Of(1_000, 0.5, 60);
    const converting = upload(music, Buffer.concat([long, long, long]), 'audio/mpeg').then(() => 'converted');
    const began = performance.now();
    let slowestMs = 0;
    while ((await Promise.race([converting, Promise.resolve('converting')])) === 'converting') {
      const asked = performance.now();
      await baton.done('GET', '/music-classes');
      slowestMs = Math.max(slowestMs, performance.now() - asked);
    }
    // Were it converted in the same thread, one of them would have waited for all of it.
    expect(slowestMs).toBeLessThan((performance.now() - began) / 3);
  });

  it('is readable for the user that Asterisk runs as', async () => {
    const music = await musicClass();
    const { body } = await upload(music, tone(2));
    expect(statSync(join(asterisk.musicDir, `${body.id}.wav`)).mode & 0o777).toBe(0o644);
  });
});

it('needs an administrator', async () => {
  const { key } = await baton.done<{ key: string }>('POST', '/api-keys', {
    name: 'desk',
    role: 'supervisor',
  });
  const answer = await baton.api('GET', '/music-classes', undefined, { authorization: `Bearer ${key}` });
  expect(answer.status).toBe(403);
});

it('is not managed where Asterisk has no folder of ours: uploads say so, and every class is taken on trust', async () => {
  const other = await startBaton({ asterisk, env: { ARI_APP: 'baton-other' } });
  try {
    const { id } = await other.done<MusicClass>('POST', '/music-classes', { name: 'jazz' });
    const answer = await other.upload<Problem>(`/music-classes/${id}/files?name=x`, tone(2), 'audio/wav');
    expect([answer.status, answer.body.code]).toEqual([501, 'music-not-managed']);
    const agent = await other.done<{ id: string }>('POST', '/agents', { name: 'Ann', extension: '101' });
    const line = await other.api('POST', '/lines', {
      name: 'Sales',
      number: '+31205559999',
      trunk: 'carrier',
      destination: { type: 'agent', id: agent.id },
      musicClass: 'whatever',
    });
    expect(line.status).toBe(201);
  } finally {
    await other.stop();
  }
});
