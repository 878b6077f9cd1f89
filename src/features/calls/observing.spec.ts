import { nothingObserved } from '../../core/call/observed';
import { Story } from '../../core/call/testing/story';
import { seenIn } from './observing';

describe('whether somebody hears a tone, of whom nothing is known', () => {
  const ofAnna = (story: Story) => {
    const there = (who: 'anna' | 'contact') => ({
      id: story.leg(who).id,
      inApp: true,
      state: 'up' as const,
      dialled: true,
      bridge: 'baton-call-talk1',
      shown: null,
      arrival: null,
    });
    const bridges = [{ id: 'baton-call-talk1', type: 'mixing' as const }];
    const snapshot = { startedAt: 0, channels: [there('anna'), there('contact')], bridges };
    return seenIn(snapshot, story.call, nothingObserved).channels.get(story.leg('anna').id)?.ringback;
  };

  it("is answered by Anna's company: its first sound has ended it", () => {
    expect(ofAnna(Story.talking())).toBe(false);
  });

  it("is not known when Anna's company holds, and makes no sound", () => {
    const story = Story.talking();
    story.post({ type: 'phone-hold', leg: story.leg('contact').id, on: true });
    expect(ofAnna(story)).toBeNull();
  });
});
