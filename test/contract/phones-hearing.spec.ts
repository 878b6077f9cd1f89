import { awaitChange } from '../support/await';
import type { Call } from '../support/phones/call';
import type { Phone } from '../support/phones/phone';
import { PlainAsterisk } from '../support/phones/plain-asterisk';

/** What test phones hear of a real Asterisk, and what a carrier's phones do. */
describe('test phones', () => {
  let asterisk: PlainAsterisk;

  beforeAll(async () => {
    asterisk = await PlainAsterisk.start();
  }, 60_000);
  afterEach(() => asterisk.clear());
  afterAll(() => asterisk.stop());

  async function calls(phone: Phone, number: string) {
    const call = await phone.call(number);
    await call.answered({ withinMs: 2000 });
    return call;
  }

  const answeredAt = (call: Call) =>
    call.messages.find(({ method, status }) => method === 'INVITE' && status === 200)?.at ?? NaN;

  /** Resolves when `test` is true of the call's packets, looked at with each one. */
  const packets = (call: Call, what: string, withinMs: number, test: () => boolean) =>
    awaitChange({ what, withinMs, watch: call.changes.watch, look: () => (test() ? true : undefined) });

  it('recognise the music class that makeMusicWav made, and date its begin', async () => {
    const ann = await asterisk.phone('101', { name: 'ann' });
    const call = await calls(ann, '201');
    await ann.untilHears({ music: true, tones: [], ringback: false, other: false }, { withinMs: 3000 });
    const began = ann.audio.firstHeard('music') ?? NaN;
    expect(began - answeredAt(call)).toBeGreaterThan(0);
    expect(began - answeredAt(call)).toBeLessThan(500);
    expect(ann.audio.longestGap({ since: began })).toBeLessThan(200);
  });

  it('hear music before the call is answered', async () => {
    const ann = await asterisk.phone('101', { name: 'ann' });
    const call = await ann.call('205');
    await ann.untilHears({ music: true, ringback: false }, { withinMs: 3000 });
    expect(call.state).toBe('ringing');
    expect(call.progress).toEqual([183]);
  });

  it('hear ringback when told that it rings', async () => {
    const ann = await asterisk.phone('101', { name: 'ann' });
    const call = await ann.call('203');
    await ann.untilHears({ ringback: true, nothing: true }, { withinMs: 3000 });
    expect(call.progress).toEqual([180]);
  });

  it('hear Asterisk’s own ringback through both phases of its cadence', async () => {
    const ann = await asterisk.phone('101', { name: 'ann' });
    const call = await calls(ann, '202');
    const ear = call.audio;
    await ann.untilHears({ ringback: true, tones: [], music: false, silence: false }, { withinMs: 3000 });

    const lastBurst = () => ear.lastHeard('ringback') ?? NaN;
    const newest = () => ear.lastPacketAt ?? NaN;
    await packets(call, 'two seconds of pause', 6000, () => newest() - lastBurst() > 2000);
    expect(ear.packets.at(-1)?.silent).toBe(true);
    expect(ann.hears()).toMatchObject({ ringback: true, silence: false });

    const pause = newest();
    const secondBurst = () => ear.firstHeard('ringback', { after: pause });
    await packets(call, 'the next burst', 4000, () => secondBurst() !== undefined);
    expect(ann.hears().ringback).toBe(true);
    const [first = NaN, second = NaN] = [ear.firstHeard('ringback'), secondBurst()];
    expect(second - first).toBeGreaterThan(5900);
    expect(second - first).toBeLessThan(6100);
    expect(ear.longestSilence({ since: first })).toBeLessThan(300);
  }, 15_000);

  it('hear nothing when Asterisk sends nothing', async () => {
    const ann = await asterisk.phone('101', { name: 'ann' });
    await calls(ann, '204');
    await ann.untilHears({ nothing: true, silence: false, ringback: false }, { withinMs: 3000 });
  });

  it('hear silence when the other is muted, and the other again afterwards', async () => {
    const ann = await asterisk.phone('101', { name: 'ann' });
    const call = await calls(ann, '200');
    await ann.untilHears({ tones: ['ann'], silence: false }, { withinMs: 3000 });
    call.mute();
    const mutedAt = performance.now();
    await ann.untilHears({ silence: true, tones: [], nothing: false }, { withinMs: 3000 });
    expect(call.audio.longestSilence({ since: mutedAt })).toBeGreaterThan(400);
    call.unmute();
    await ann.untilHears({ tones: ['ann'], silence: false }, { withinMs: 3000 });
  });

  it.each([3, 6])('tell %d parties apart in a conference, and do not hear themselves', async (count) => {
    const names = ['ann', 'bob', 'cid', 'dora', 'eve', 'fay'].slice(0, count);
    const phones = await Promise.all(names.map((name, n) => asterisk.phone(String(101 + n), { name })));
    await Promise.all(phones.map((phone) => calls(phone, '210')));
    const othersOf = ({ name }: Phone) => names.filter((other) => other !== name);
    await Promise.all(
      phones.map((phone) =>
        phone.untilHears(
          { tones: othersOf(phone), music: false, ringback: false, other: false },
          { withinMs: 5000 },
        ),
      ),
    );
    const [leaver, ...rest] = phones;
    await leaver?.hangUp();
    await Promise.all(
      rest.map((phone) =>
        phone.untilHears(
          { tones: othersOf(phone).filter((name) => name !== leaver?.name) },
          { withinMs: 3000 },
        ),
      ),
    );
  });

  it('keep the packet clock, sixteen at a time', async () => {
    const phones = await Promise.all(Array.from({ length: 16 }, (_, n) => asterisk.phone(String(101 + n))));
    const echoes = await Promise.all(phones.map((phone) => calls(phone, '200')));
    await Promise.all(
      echoes.map((call) => packets(call, '150 echoed packets', 6000, () => call.audio.packets.length >= 150)),
    );
    expect(phones.map((phone) => phone.hears().tones)).toEqual(phones.map(({ name }) => [name]));
    for (const call of echoes) {
      // The first ones come in a bunch: they waited in Asterisk while the call was set up.
      const arrivals = call.audio.packets.slice(50, 150).map(({ at }) => at);
      expect(Math.abs(slopeOf(arrivals) - 20)).toBeLessThan(0.5);
    }
  });

  describe('behind a trunk', () => {
    it('call in from any number, under any name', async () => {
      const carrier = await asterisk.carrier();
      const agent = await asterisk.phone('101', { name: 'agent' });
      const contact = carrier.phone('4930123456', { name: 'contact', displayName: 'Ann Contact' });
      const call = await contact.call('15559999');
      const incoming = await agent.rings({ withinMs: 2000 });
      expect(incoming.display).toMatchObject({ name: 'Ann Contact', number: '4930123456' });
      await incoming.answer();
      await call.answered({ withinMs: 2000 });
      await Promise.all([
        contact.untilHears({ tones: ['agent'] }, { withinMs: 3000 }),
        agent.untilHears({ tones: ['contact'] }, { withinMs: 3000 }),
      ]);
    });

    it('are called by any number, several at once, each with its own voice', async () => {
      const carrier = await asterisk.carrier();
      const [ann, bob] = await Promise.all([asterisk.phone('101'), asterisk.phone('102')]);
      carrier.phone('+15550123', { name: 'mobile' });
      await Promise.all([ann.call('+15550123'), bob.call('+15550124')]);
      const [mobile, other] = await Promise.all([
        carrier.expectCall('+15550123', { withinMs: 2000 }),
        carrier.expectCall('+15550124', { withinMs: 2000 }),
      ]);
      await Promise.all([mobile.answer(), other.answer()]);
      await Promise.all([
        ann.untilHears({ tones: ['mobile'] }, { withinMs: 3000 }),
        bob.untilHears({ tones: ['+15550124'] }, { withinMs: 3000 }),
        mobile.untilHears({ tones: ['101'] }, { withinMs: 3000 }),
        other.untilHears({ tones: ['102'] }, { withinMs: 3000 }),
      ]);
      await mobile.hangUp();
      await expect(carrier.expectCall('+15550123', { withinMs: 50 })).rejects.toThrow(
        'for mobile to be called',
      );
    });

    it('are cancelled, and refuse', async () => {
      const carrier = await asterisk.carrier();
      const ann = await asterisk.phone('101');
      const first = await ann.call('+15550125');
      const ringing = await carrier.expectCall('+15550125', { withinMs: 2000 });
      await first.hangUp();
      expect(await ringing.untilEnded({ withinMs: 2000 })).toMatchObject({ by: 'them', status: 487 });
      const second = await ann.call('+15550125');
      await (await carrier.expectCall('+15550125', { withinMs: 2000 })).busy();
      expect(await second.untilEnded({ withinMs: 2000 })).toMatchObject({ status: 486 });
    });
  });
});

/** Milliseconds a packet, by least squares: one late packet at either end does not tip it. */
function slopeOf(arrivals: readonly number[]): number {
  const middle = (arrivals.length - 1) / 2;
  const mean = arrivals.reduce((sum, at) => sum + at, 0) / arrivals.length;
  const covariance = arrivals.reduce((sum, at, n) => sum + (n - middle) * (at - mean), 0);
  const variance = arrivals.reduce((sum, _, n) => sum + (n - middle) ** 2, 0);
  return covariance / variance;
}
