import { decide, nextDeadline } from './decide';
import type { Input } from './inputs';
import { Story, wave } from './testing/story';

describe('what Asterisk reports', () => {
  const reports = (leg: string): readonly Input[] => [
    { type: 'leg-ringing', leg },
    { type: 'leg-up', leg },
    { type: 'leg-gone', leg, how: 'hung-up' },
    { type: 'leg-failed', leg },
    { type: 'leg-progress', leg },
    { type: 'leg-redirected', leg, to: '12' },
    { type: 'phone-hold', leg, on: true },
    { type: 'key', leg, key: '1' },
    { type: 'prompt-ended', leg },
  ];

  it('of a leg that nobody knows changes nothing', () => {
    const { call, now } = Story.talking();
    for (const input of reports('stranger')) {
      expect(decide(call, input, now)).toEqual({ ok: true, call, publish: [] });
    }
  });

  it('of a leg that has gone changes nothing', () => {
    const story = Story.talking().introduces('ben').declines('ben');
    for (const input of reports(story.leg('ben').id)) {
      expect(decide(story.call, input, story.now)).toEqual({ ok: true, call: story.call, publish: [] });
    }
  });

  it('after the end of the call changes nothing', () => {
    const story = Story.talking().hangsUp('contact');
    for (const input of [...reports(story.leg('anna').id), { type: 'time' } as const]) {
      expect(decide(story.call, input, story.now)).toEqual({ ok: true, call: story.call, publish: [] });
    }
  });

  it('twice changes nothing the second time', () => {
    const story = Story.talking().introduces('ben').rings('ben').answers('ben');
    const before = story.call;
    story.answers('ben').rings('ben');
    expect(story.call).toEqual(before);
  });

  it('that a leg cannot be made to ring comes too late when it has answered', () => {
    const story = Story.talking();
    const { call } = story;
    expect(story.cannotBeReached('anna').call).toEqual(call);
  });

  it('of who is at a stop is taken once, and only while it is asked for', () => {
    const story = Story.arrival();
    const { id: attempt, stops } = story.attempt;
    story.finds(wave('anna'));
    const { call } = story;
    const late: Input = { type: 'found', attempt, stops, found: { waves: [wave('ben')], then: [] } };
    expect(decide(call, late, story.now)).toEqual({ ok: true, call, publish: [] });
  });

  it('of who is at a stop comes too late when the search has gone on to the next', () => {
    const story = Story.arrival({ line: { fallback: { type: 'agent', agentId: 'ben' } } });
    const { id: attempt, stops } = story.attempt;
    const late: Input = { type: 'found', attempt, stops, found: { waves: [wave('anna')], then: [] } };
    story.passes(5_000);
    expect(story.attempt.stop).toEqual({ type: 'agent', agentId: 'ben' });
    expect(story.post(late).picture).toBe('door: contact~');
    expect(story.finds(wave('ben')).picture).toBe('door: contact~ | ringing: ben');
  });

  it('of a hold key that was told of before changes nothing', () => {
    const story = Story.talking();
    const hold: Input = { type: 'phone-hold', leg: story.leg('anna').id, on: true };
    const { call } = story.post(hold);
    expect(decide(call, hold, story.now)).toEqual({ ok: true, call, publish: [] });
  });

  it('ends the call with its reason when Asterisk has restarted, whatever its state', () => {
    const states = [
      Story.ringing(),
      Story.talking(),
      Story.talking().holds(),
      Story.talking().introduces('ben'),
      Story.talking().introduces('ben').answers('ben'),
      Story.talking().transfers('ben', 'now').declines('ben'),
      Story.merged(),
      Story.originated(),
    ];
    for (const story of states) {
      story.post({ type: 'asterisk-restarted' });
      expect(story.phase).toBe('ended');
      expect(story.call.ended?.reason).toBe('asterisk-restarted');
      expect(story.call.attempt).toBeNull();
    }
  });
});

describe('a deadline', () => {
  it.each([
    ['while it is asked who is there', Story.arrival(), 5_000],
    ['while an agent rings', Story.ringing(), 20_000],
    ['while a target rings', Story.talking().introduces('ben'), 20_000],
    ['in consultation', Story.talking().introduces('ben').answers('ben'), 30 * 60_000],
    ['on hold', Story.talking().holds(), 30 * 60_000],
    ['in recall', Story.talking().transfers('ben', 'now').declines('ben'), 20_000],
  ])('bounds the wait %s', (_, { call, now }, withinMs) => {
    expect(nextDeadline(call, now)).toBe(now + withinMs);
  });

  it.each([
    ['two talk', Story.talking()],
    ['three talk', Story.merged()],
    ['the call is over', Story.talking().hangsUp('contact')],
  ])('is not set while %s', (_, { call, now }) => {
    expect(nextDeadline(call, now)).toBeNull();
  });

  it('is not counted from one consultation to the next', () => {
    const story = Story.talking().introduces('ben').answers('ben').passes(60_000).cancels();
    story.introduces('ben').answers('ben');
    expect(nextDeadline(story.call, story.now)).toBe(story.now + 30 * 60_000);
  });
});
