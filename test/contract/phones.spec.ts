import { Phone } from '../support/phones/phone';
import { PlainAsterisk } from '../support/phones/plain-asterisk';
import { passwordOf } from '../support/pjsip-account';

/** What the rest of the tests take for granted about their telephones, on a real Asterisk without Baton. */
describe('a test phone', () => {
  let asterisk: PlainAsterisk;

  beforeAll(async () => {
    asterisk = await PlainAsterisk.start();
  }, 60_000);
  afterEach(() => asterisk.clear());
  afterAll(() => asterisk.stop());

  /** ann (101) has called bob (102) and they talk. */
  async function annTalksToBob() {
    const [ann, bob] = await Promise.all([
      asterisk.phone('101', { name: 'ann' }),
      asterisk.phone('102', { name: 'bob' }),
    ]);
    const call = await ann.call('102');
    const incoming = await bob.rings({ withinMs: 2000 });
    await incoming.answer();
    await call.answered({ withinMs: 2000 });
    await Promise.all([
      ann.untilHears({ tones: ['bob'] }, { withinMs: 3000 }),
      bob.untilHears({ tones: ['ann'] }, { withinMs: 3000 }),
    ]);
    return { ann, bob, call, incoming };
  }

  it('is refused with a wrong password', async () => {
    const { wsUrl } = asterisk;
    await expect(Phone.register({ wsUrl, user: '101', password: 'wrong', name: 'mallory' })).rejects.toThrow(
      '101 may not register: 401',
    );
  });

  it('can call without being registered', async () => {
    const ann = await Phone.connect({ wsUrl: asterisk.wsUrl, user: '101', password: passwordOf('101') });
    try {
      const call = await ann.call('200');
      await call.answered({ withinMs: 2000 });
      await ann.untilHears({ tones: ['101'] }, { withinMs: 3000 });
    } finally {
      await ann.destroy();
    }
  });

  it('carries its tone to the other, and only that', async () => {
    const { ann, bob } = await annTalksToBob();
    await expect(ann.untilHears({ tones: ['ann'] }, { withinMs: 300 })).rejects.toThrow(
      'waited 300 ms for ann to hear ann, but heard bob',
    );
    await expect(bob.untilHears({ music: true }, { withinMs: 300 })).rejects.toThrow('but heard ann');
  });

  it('shows who calls, and reads every message', async () => {
    const ann = await asterisk.phone('101', { name: 'ann' });
    const bob = await asterisk.phone('102', { name: 'bob' });
    await ann.call('102', { from: { name: 'Ann of Accounts' } });
    const incoming = await bob.rings({ withinMs: 2000 });
    expect(incoming.from).toEqual({ name: 'Ann of Accounts', number: '101' });
    expect(incoming.assertedIdentity).toEqual({ name: 'Ann of Accounts', number: '101' });
    expect(incoming.display).toEqual({
      name: 'Ann of Accounts',
      number: '101',
      source: 'p-asserted-identity',
    });
    expect(bob.sip.lastInviteAt).toBe(incoming.invite.at);
    expect(incoming.messages.map(({ direction, method, status }) => [direction, method, status])).toEqual([
      ['in', 'INVITE', undefined],
      ['out', 'INVITE', 100],
      ['out', 'INVITE', 180],
    ]);
  });

  it('shows whom it talks to now when Asterisk says so in mid-call', async () => {
    const ann = await asterisk.phone('101', { name: 'ann' });
    const call = await ann.call('211');
    await call.answered({ withinMs: 2000 });
    await call.untilShows(({ number }) => number === '5552', { withinMs: 4000, what: 'number 5552' });
    expect(ann.display).toEqual({ name: 'Second', number: '5552', source: 'p-asserted-identity' });
    const updates = call.messages.filter(({ method }) => method === 'UPDATE');
    expect(updates.slice(0, 2).map(({ direction, status }) => [direction, status])).toEqual([
      ['in', undefined],
      ['out', 200],
    ]);
  });

  it.each([
    // Dial has no answer of its own for "declined": its caller gets 503.
    { key: 'decline', status: 603, callerGets: 503 },
    { key: 'busy', status: 486, callerGets: 486 },
  ] as const)('refuses with $status by its $key key', async ({ key, status, callerGets }) => {
    const ann = await asterisk.phone('101', { name: 'ann' });
    const bob = await asterisk.phone('102', { name: 'bob' });
    const call = await ann.call('102');
    const incoming = await bob.rings({ withinMs: 2000 });
    expect(await incoming[key]()).toMatchObject({ by: 'us', status });
    expect(await call.untilEnded({ withinMs: 2000 })).toMatchObject({ by: 'them', status: callerGets });
    await expect(call.answered({ withinMs: 2000 })).rejects.toThrow(`ended by them (${callerGets}`);
  });

  it('rings until the caller gives up when nobody answers', async () => {
    const ann = await asterisk.phone('101', { name: 'ann' });
    const bob = await asterisk.phone('102', { name: 'bob' });
    const call = await ann.call('7102');
    await call.untilRinging({ withinMs: 2000 });
    await ann.untilHears({ ringback: true, nothing: true }, { withinMs: 2000 });
    const incoming = await bob.rings({ withinMs: 2000 });
    const ending = await incoming.untilEnded({ withinMs: 4000 });
    expect(ending).toMatchObject({ by: 'them', status: 487, answeredElsewhere: false });
    await call.untilEnded({ withinMs: 2000 });
    expect(call.progress).toContain(180);
  });

  it('says nothing when told to stay silent, and is cancelled by the caller', async () => {
    const ann = await asterisk.phone('101', { name: 'ann' });
    const bob = await asterisk.phone('102', { name: 'bob', whenCalled: 'stay-silent' });
    const call = await ann.call('102');
    const incoming = await bob.rings({ withinMs: 2000 });
    expect(incoming.messages.map(({ status }) => status)).toEqual([undefined, 100]);
    expect(ann.hears().ringback).toBe(false);
    expect(await ann.hangUp()).toMatchObject({ by: 'us', status: 487 });
    expect(await incoming.untilEnded({ withinMs: 2000 })).toMatchObject({ by: 'them' });
    expect(call.state).toBe('ended');
  });

  it('is told that somebody else answered', async () => {
    const [ann, bob, cid] = await Promise.all([
      asterisk.phone('101', { name: 'ann' }),
      asterisk.phone('102', { name: 'bob' }),
      asterisk.phone('103', { name: 'cid' }),
    ]);
    await cid.call('199');
    const [first, second] = await Promise.all([ann.rings({ withinMs: 2000 }), bob.rings({ withinMs: 2000 })]);
    await first.answer();
    expect(await second.untilEnded({ withinMs: 2000 })).toMatchObject({
      by: 'them',
      answeredElsewhere: true,
    });
    await cid.untilHears({ tones: ['ann'] }, { withinMs: 3000 });
  });

  it.each(['hold-sendonly', 'hold-inactive'] as const)(
    'puts on hold (%s) and stops sending',
    async (style) => {
      const { ann, bob } = await annTalksToBob();
      await bob.hold(style);
      await ann.untilHears({ tones: [], music: true }, { withinMs: 3000 });
      await bob.unhold();
      await ann.untilHears({ tones: ['bob'], music: false }, { withinMs: 3000 });
      await bob.untilHears({ tones: ['ann'] }, { withinMs: 3000 });
    },
  );

  // Between two phones Asterisk keeps the voice of the one who holds to itself; in a conference it does not.
  it('is not heard in a conference while it has it on hold', async () => {
    const [ann, bob] = await Promise.all([
      asterisk.phone('101', { name: 'ann' }),
      asterisk.phone('102', { name: 'bob' }),
    ]);
    await Promise.all([ann.call('210'), bob.call('210')]);
    await ann.untilHears({ tones: ['bob'] }, { withinMs: 3000 });
    await bob.hold();
    await ann.untilHears({ tones: [] }, { withinMs: 3000 });
    await bob.unhold();
    await ann.untilHears({ tones: ['bob'] }, { withinMs: 3000 });
  });

  it.each(['rtp', 'info'] as const)('sends keys by %s, which reach the other phone', async (by) => {
    const { ann, incoming } = await annTalksToBob();
    await ann.dtmf('12#', { by });
    await incoming.untilDigits('12#', { withinMs: 2000 });
  });

  it('transfers blindly', async () => {
    const cid = await asterisk.phone('103', { name: 'cid' });
    const { ann, bob, incoming: first } = await annTalksToBob();
    const transfer = await bob.blindTransfer('103');
    const incoming = await cid.rings({ withinMs: 2000 });
    await incoming.answer();
    await ann.untilHears({ tones: ['cid'] }, { withinMs: 3000 });
    await cid.untilHears({ tones: ['ann'] }, { withinMs: 3000 });
    expect(await transfer.outcome({ withinMs: 2000 })).toBe(200);
    await first.untilEnded({ withinMs: 2000 });
    expect(bob.hears().nothing).toBe(true);
  });

  it('transfers with consultation', async () => {
    const cid = await asterisk.phone('103', { name: 'cid' });
    const { ann, bob } = await annTalksToBob();
    await bob.hold();
    const consultation = await bob.call('103');
    await (await cid.rings({ withinMs: 2000 })).answer();
    await bob.untilHears({ tones: ['cid'] }, { withinMs: 3000 });
    const transfer = await bob.attendedTransfer();
    await Promise.all([
      ann.untilHears({ tones: ['cid'], music: false }, { withinMs: 3000 }),
      cid.untilHears({ tones: ['ann'] }, { withinMs: 3000 }),
    ]);
    expect(await transfer.outcome({ withinMs: 2000 })).toBe(200);
    await consultation.untilEnded({ withinMs: 2000 });
  });

  it('transfers to a phone that still rings', async () => {
    const cid = await asterisk.phone('103', { name: 'cid' });
    const { ann, bob } = await annTalksToBob();
    await bob.hold();
    await (await bob.call('103')).untilRinging({ withinMs: 2000 });
    await bob.attendedTransfer();
    await (await cid.rings({ withinMs: 2000 })).answer();
    await ann.untilHears({ tones: ['cid'] }, { withinMs: 3000 });
  });

  it('leaves nothing behind', async () => {
    const { ann, bob } = await annTalksToBob();
    await Promise.all([ann.destroy(), bob.destroy()]);
    expect(await asterisk.channels()).toEqual([]);
    expect(await asterisk.server.cli('pjsip show contacts')).toContain('No objects found');
  });
});

/** Else a phone that a failed test forgot would keep the test process alive. */
it('loses its calls and lets go of everything when the server dies', async () => {
  const asterisk = await PlainAsterisk.start();
  try {
    const ann = await asterisk.phone('101', { name: 'ann' });
    const bob = await asterisk.phone('102', { name: 'bob' });
    const call = await ann.call('102');
    const incoming = await bob.rings({ withinMs: 2000 });
    await asterisk.server.kill();
    for (const lost of [call, incoming]) {
      const { by, reasons } = await lost.untilEnded({ withinMs: 2000 });
      expect([by, reasons.map(({ text }) => text)]).toEqual(['them', ['connection lost']]);
    }
    expect([ann.calls, bob.calls]).toEqual([[], []]);
  } finally {
    await asterisk.stop();
  }
}, 60_000);
