import { leg } from './call';
import { nextDeadline } from './decide';
import { isForHelp } from './outside';
import { Story } from './testing/story';
import { topology } from './topology';

/** So long a centre may let somebody wait in its queue. */
const QUEUE_MS = 9 * 60_000;
const calling = {
  masking: false,
  mask: '',
  transferCallerId: 'lead',
  trunk: { profile: 'none' },
  // The number that the stories call the shop.
  emergency: ['4930777'],
} as const;
const telling = { line: { calling } };

describe('a call for help', () => {
  it('rings on while the centre has a queue, in Asterisk as well', () => {
    const story = Story.talking(telling).introduces('shop').rings('shop');
    const { id } = story.leg('shop');
    expect(isForHelp(story.call.line, story.leg('shop'))).toBe(true);
    story.passes(QUEUE_MS);
    expect(leg(story.call, id)?.state).toBe('ringing');
    const place = topology(story.call, story.now).legs.find((l) => l.id === id)?.place;
    expect(place?.at === 'ringing' && place.forMs).toBeGreaterThan(QUEUE_MS);
    // Not for ever: the contact waits meanwhile.
    expect(nextDeadline(story.call, story.now)).not.toBeNull();
    story.passes(2 * 60_000);
    expect(leg(story.call, id)?.state).toBe('gone');
  });

  it('of others ends as before', () => {
    const story = Story.talking().introduces('shop').rings('shop');
    story.passes(QUEUE_MS);
    expect(story.leg('shop').state).toBe('gone');
  });

  it('goes on when the contact hangs up', () => {
    const story = Story.talking(telling).introduces('shop').answers('shop').merges().hangsUp('contact');
    expect(story.call.ended).toBeNull();
    expect([story.leg('anna').state, story.leg('shop').state]).toEqual(['up', 'up']);
  });

  it('with somebody else ends with the contact', () => {
    const story = Story.talking().introduces('shop').answers('shop').merges().hangsUp('contact');
    expect(story.leg('shop').state).toBe('gone');
  });
});
