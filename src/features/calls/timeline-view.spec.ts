import { leadingOn, Story, target, wave } from '../../core/call/testing/story';
import { toTimeline } from './timeline-view';

/** What the timeline of a call says in words; anna has the extension 14, ben 13, carla 15. */
const told = (story: Story): readonly string[] => {
  const entries = story.events.map((event) => ({ kind: 'event', at: story.now, event }) as const);
  return toTimeline(story.call, entries).flatMap(({ sentence }) => sentence ?? []);
};

const toBenThenCarla = { type: 'introduce', target: target(wave('ben'), wave('carla')) } as const;

describe('the timeline says in words', () => {
  it('of each who was rung in vain what came of it, even when one declines right after the other', () => {
    const story = Story.talking().command(toBenThenCarla).declines('ben').passes(100).declines('carla');
    expect(told(story)).toEqual([
      'Rang 13 for 0 s, declined; the search goes on.',
      'Rang 15 for 0 s, declined; contact returned to 14.',
    ]);
  });

  it('whom the contact returned to, whoever has them since', () => {
    const story = Story.talking().introduces('ben').declines('ben').transfers('carla').answers('carla');
    expect(told(story)).toEqual(['Rang 13 for 0 s, declined; contact returned to 14.']);
    expect(told(story.hangsUp('carla'))).toEqual(['Rang 13 for 0 s, declined; contact returned to 14.']);
  });

  it('that the contact is brought back, and where they go in the end', () => {
    const story = Story.talking().transfers('ben', 'now').passes(21_000).declines('anna').passes(20_000);
    while (story.call.attempt?.waves === null) story.passes(1).finds();
    expect(told(story)).toEqual([
      'Nobody is with the contact; they are brought back to where they came from.',
      'Rang 13 for 20 s, no answer; the contact is brought back.',
      'Rang 14 for 1 s, declined; the search goes on.',
      'Rang 14 for 20 s, no answer; the search goes on.',
      "Nobody could be found for the contact; the dialplan's last resort has the call.",
    ]);
  });

  it('that the contact called a number that no line has', () => {
    expect(told(Story.misdialled())).toEqual([
      "No line has the number that the contact called; the dialplan's last resort has the call.",
    ]);
  });

  it('that nobody was there where the search led on to', () => {
    const lead = leadingOn(target(wave('ben')), { type: 'agent', agentId: 'dora' });
    const story = Story.talking().command({ type: 'introduce', target: lead });
    story.declines('ben').passes(1).finds();
    expect(told(story)).toEqual([
      'Rang 13 for 0 s, declined; the search goes on.',
      'Nobody else could be found; contact returned to 14.',
    ]);
  });

  it('that the target hung up', () => {
    const story = Story.talking().introduces('ben').answers('ben').hangsUp('ben');
    expect(told(story)).toEqual(['The target hung up; contact returned to 14.']);
  });

  it.each([
    ['agent', (story: Story) => story.passes(20_000), 'Rang 14 for 20 s, no answer; the call is over.'],
    [
      'other side',
      (story: Story) => story.answers('anna').isBusy('contact'),
      'Rang +4917155 for 0 s, busy; the call is over.',
    ],
  ])('that a call did not come about because of its %s', (_, happens, sentence) => {
    expect(told(happens(Story.originated()))).toEqual([sentence]);
  });

  it('of a phone that fell silent', () => {
    expect(told(Story.talking().passes(60_000).fallsSilent('anna'))).toEqual([
      'Nothing more was heard from 14; the contact is brought back.',
      'Nobody is with the contact; they are brought back to where they came from.',
    ]);
    expect(told(Story.merged().passes(60_000).fallsSilent('anna'))).toEqual([
      'Nothing more was heard from 14.',
    ]);
  });

  it('why a consultation became a conversation of all by itself, and not of one that was merged', () => {
    const consulting = () => Story.talking().introduces('ben').answers('ben');
    expect(told(consulting().passes(30 * 60_000))).toEqual([
      'The contact had waited for too long and was put together with transferor and target.',
    ]);
    expect(told(consulting().passes(1_000).merges())).toEqual([]);
  });

  it('why a call was cut off', () => {
    const long = Story.talking({ limits: { maxOutsideMs: 60_000 } })
      .transfers('mobile')
      .answers('mobile');
    expect(told(long.passes(60_000))).toEqual(['+4917199 had talked for as long as an outside call may.']);
    expect(told(Story.talking().post({ type: 'asterisk-restarted' }))).toEqual([
      'Asterisk was restarted, which ended the call.',
    ]);
  });
});
