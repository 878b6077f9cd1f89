import { expectHearing, expectMusic, expectTalking, listenFor } from '../support/hearing';
import { mp3Of } from '../support/media/mp3';
import { sharedTones, TONE_PEAK } from '../support/media/tone-plan';
import { wavOf } from '../support/media/wav';
import { Office } from '../support/office';

/** Tunes that the phones know by name, as they know each other. */
const WAV_TUNE = 'the tune of the WAV';
const MP3_TUNE = 'the tune of the MP3';

const onlyTune = (name: string) => ({ tones: [name], music: false, ringback: false, other: false });

describe('music that was uploaded', () => {
  let office: Office;

  beforeAll(async () => {
    office = await Office.open();
  }, 60_000);
  afterAll(() => office.world.stop());
  afterEach(() => office.world.clear(), 15_000);

  /** A class with one file, and the line plays it. */
  async function lineWith(
    name: string,
    file: Uint8Array,
    contentType: string,
  ): Promise<{ readonly id: string }> {
    const { baton, lineId } = office.world;
    const music = await baton.done<{ id: string }>('POST', '/music-classes', { name });
    const { status, text } = await baton.upload(
      `/music-classes/${music.id}/files?name=tune`,
      file,
      contentType,
    );
    if (status !== 201) throw new Error(text);
    await baton.done('PATCH', `/lines/${lineId}`, { musicClass: name });
    return music;
  }

  it('a contact on hold hears the WAV of their line, and nothing else', async () => {
    const hz = sharedTones.claim(WAV_TUNE);
    await lineWith('wav', wavOf([{ hz, peak: TONE_PEAK / 4 }], 4), 'audio/wav');
    const { id } = await office.talking();
    await office.world.verb(id, 'hold');
    await expectHearing(office.contact, onlyTune(WAV_TUNE));
    await office.world.verb(id, 'resume');
    await expectTalking(office.contact, office.anna);
  }, 30_000);

  it('a contact who waits for an introduction hears the MP3 of their line', async () => {
    await lineWith('mp3', await mp3Of(sharedTones.claim(MP3_TUNE), 0.9, 4), 'audio/mpeg');
    const { id } = await office.talking();
    await office.world.introduce(id, office.ben);
    const ringing = await office.ben.phone.rings({ withinMs: 5_000 });
    await expectHearing(office.contact, onlyTune(MP3_TUNE));
    await ringing.decline();
    await expectTalking(office.contact, office.anna);
  }, 30_000);

  it('goes on without a gap for whoever hears it while classes are added, changed and deleted', async () => {
    const { baton, lineId } = office.world;
    const hz = sharedTones.hzOf(WAV_TUNE) ?? 0;
    const short = wavOf([{ hz, peak: TONE_PEAK }], 1);
    const first = await lineWith('first', short, 'audio/wav');
    const { id } = await office.talking();
    await office.world.verb(id, 'hold');
    await expectHearing(office.contact, onlyTune(WAV_TUNE));
    const since = performance.now();
    await lineWith('second', short, 'audio/wav');
    await baton.done('PATCH', `/lines/${lineId}`, { musicClass: 'default' });
    await baton.done('DELETE', `/music-classes/${first.id}`);
    // The file begins anew every second: also one that was deleted meanwhile.
    await listenFor(office.contact, 2_500);
    await expectHearing(office.contact, onlyTune(WAV_TUNE));
    const until = performance.now();
    expect(office.contact.audio.longestSilence({ since, until })).toBeLessThan(100);
    await office.world.verb(id, 'resume');
    await office.world.verb(id, 'hold');
    await expectMusic(office.contact);
  }, 40_000);
});
