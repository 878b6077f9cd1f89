import { describeHeard, Ear } from '../support/media/ear';
import { encodePcmu, PACKET_SAMPLES, SAMPLE_RATE_HZ } from '../support/media/pcmu';
import { MUSIC_CHORD_HZ, MUSIC_PEAK, RINGBACK_HZ, TONE_PEAK, ToneBook } from '../support/media/tone-plan';

/** Asterisk's own ringing tone is this loud. */
const RINGBACK_PEAK = 7200;
const ANN = 1800;
const BOB = 2100;

interface Partial {
  readonly hz: number;
  readonly peak: number;
}
const party = (hz: number): Partial => ({ hz, peak: TONE_PEAK });
const MUSIC = MUSIC_CHORD_HZ.map((hz) => ({ hz, peak: MUSIC_PEAK }));
const RINGBACK = RINGBACK_HZ.map((hz) => ({ hz, peak: RINGBACK_PEAK }));
const SILENCE: readonly Partial[] = [];

/** An ear that is played packets every 20 ms on a clock of its own. */
class Played {
  readonly tones = new ToneBook();
  readonly ear = new Ear(this.tones);
  now = 1000;
  #sequence = 65_500;
  #samples = 0;

  constructor() {
    this.tones.claim('ann', ANN);
    this.tones.claim('bob', BOB);
  }

  play(ms: number, partials: readonly Partial[], ssrc = 1): this {
    for (let packets = ms / 20; packets > 0; packets--) {
      const payload = Buffer.from(
        Uint8Array.from({ length: PACKET_SAMPLES }, (_, n) =>
          encodePcmu(this.#sample(partials, this.#samples + n)),
        ),
      );
      this.#samples += PACKET_SAMPLES;
      this.now += 20;
      this.ear.hear(payload, this.#sequence++ & 0xffff, ssrc, this.now);
    }
    return this;
  }

  /** Time passes without packets. */
  pass(ms: number): this {
    this.now += ms;
    return this;
  }

  hears(windowMs = 500) {
    return describeHeard(this.ear.hears(windowMs, this.now));
  }

  #sample(partials: readonly Partial[], n: number): number {
    return partials.reduce(
      (sum, { hz, peak }) => sum + peak * Math.sin((2 * Math.PI * hz * n) / SAMPLE_RATE_HZ),
      0,
    );
  }
}

describe('an ear', () => {
  const played = () => new Played();

  it.each([
    ['nothing before the first packet', played(), 'no packets at all'],
    ['one party', played().play(500, [party(ANN)]), 'ann'],
    ['two parties at once', played().play(500, [party(ANN), party(BOB)]), 'ann + bob'],
    ['a tone that nobody owns by its frequency', played().play(500, [party(2400)]), '2400Hz'],
    [
      'ten parties at once',
      played().play(500, [1800, 1900, 2000, 2100, 2200, 2300, 2400, 2500, 2600, 2700].map(party)),
      '1900Hz + 2000Hz + 2200Hz + 2300Hz + 2400Hz + 2500Hz + 2600Hz + 2700Hz + ann + bob',
    ],
    ['music', played().play(500, MUSIC), 'music'],
    ['music together with a party', played().play(500, [...MUSIC, party(ANN)]), 'ann + music'],
    ['two tones of the chord as no music', played().play(500, MUSIC.slice(1)), 'an unknown sound'],
    [
      'a key pressed in the band as no party',
      played().play(500, [party(770), party(1336)]),
      'an unknown sound',
    ],
    [
      'speech-like sound as unknown',
      played().play(500, [party(330), party(730), party(1180)]),
      'an unknown sound',
    ],
    ['silent packets', played().play(500, SILENCE), 'silence'],
    [
      'an end of packets',
      played()
        .play(500, [party(ANN)])
        .pass(600),
      'no packets at all',
    ],
    [
      'a party that came in mid-window',
      played()
        .play(300, SILENCE)
        .play(200, [party(ANN)]),
      'nothing steady (in part of the time: ann)',
    ],
    [
      'a hand-over in mid-window',
      played()
        .play(300, [party(ANN)])
        .play(300, [party(BOB)]),
      'bob (in part of the time: ann)',
    ],
    [
      'a voice through a change of SSRC and sequence',
      played()
        .play(300, [party(ANN)], 1)
        .play(300, [party(ANN)], 2),
      'ann',
    ],
  ])('hears %s', (_, heard, description) => {
    expect(heard.hears()).toBe(description);
  });

  it.each([
    ['the sounding phase', played().play(1000, RINGBACK), 'ringback'],
    ['the pause', played().play(2000, RINGBACK).play(3900, SILENCE), 'ringback'],
    ['the second burst', played().play(2000, RINGBACK).play(4000, SILENCE).play(100, RINGBACK), 'ringback'],
    ['the turn from sound to pause', played().play(2000, RINGBACK).play(240, SILENCE), 'ringback'],
  ])('hears ringback in %s', (_, heard, description) => {
    expect(heard.hears()).toBe(description);
  });

  it.each([
    ['a pause that is too long', played().play(2000, RINGBACK).play(4600, SILENCE), 'silence'],
    ['silence after a burst that was cut short', played().play(1000, RINGBACK).play(600, SILENCE), 'silence'],
    [
      'silence after somebody spoke',
      played()
        .play(2000, RINGBACK)
        .play(400, [party(ANN)])
        .play(600, SILENCE),
      'silence',
    ],
    [
      'an end of packets in the pause',
      played().play(2000, RINGBACK).play(600, SILENCE).pass(600),
      'no packets at all',
    ],
    [
      'an answer in mid-burst',
      played()
        .play(1000, RINGBACK)
        .play(600, [party(ANN)]),
      'ann',
    ],
  ])('does not take for ringback %s', (_, heard, description) => {
    expect(heard.hears()).toBe(description);
  });

  it('dates the begin and the end of a sound to the packet', () => {
    const { ear } = played().play(200, SILENCE).play(100, MUSIC).play(200, SILENCE).play(100, MUSIC);
    expect(ear.firstHeard('music')).toBe(1220);
    expect(ear.firstHeard('music', { after: 1400 })).toBe(1520);
    expect(ear.firstHeard('bob')).toBeUndefined();
    expect(() => ear.firstHeard('zoe')).toThrow('Nobody is called zoe');
    // The window of 40 ms still holds the last packet of music.
    expect(ear.lastHeard('music', { since: 1000 })).toBe(1600);
  });

  it('does not take the edge of a sound for another one', () => {
    const { ear } = played()
      .play(200, SILENCE)
      .play(200, [party(ANN)])
      .play(200, RINGBACK)
      .play(200, MUSIC);
    const heard = ear.packets.flatMap(({ tonesHz }) => tonesHz);
    expect(new Set(heard)).toEqual(new Set([ANN]));
    expect(ear.firstHeard('other')).toBeUndefined();
  });

  it('measures gaps and silences', () => {
    const heard = played()
      .play(200, [party(ANN)])
      .pass(180)
      .play(200, [party(ANN)])
      .play(100, SILENCE)
      .play(20, MUSIC);
    expect(heard.ear.longestGap({ since: 1000, until: heard.now })).toBe(200);
    expect(heard.ear.longestGap({ since: 1000, until: heard.now + 300 })).toBe(300);
    expect(heard.ear.longestSilence({ since: 1400, until: heard.now })).toBe(100);
    const ringing = played().play(2000, RINGBACK).play(4000, SILENCE).play(200, RINGBACK);
    expect(ringing.ear.longestSilence({ since: 1000, until: ringing.now })).toBeLessThanOrEqual(40);
  });
});
