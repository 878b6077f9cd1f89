import { defaultPolicy } from '../caller-id/calling-policy';
import { Story } from './testing/story';

const hour = 3_600_000;
const limits = { maxOutsideMs: hour };

describe('a leg that we dialled outside', () => {
  const handedOn = (told: Parameters<typeof Story.talking>[0]) =>
    Story.talking(told).transfers('mobile', 'now').answers('mobile');

  it('lasts as long as it may, and then the call of two people outside is over', () => {
    const story = handedOn({ limits }).passes(hour - 1);
    expect(story.picture).toBe('talk: contact mobile');
    story.passes(1);
    expect(story.phase).toBe('ended');
    expect(story.endOf('mobile')).toBe('too-long');
  });

  it('leaves those who are here in their conversation', () => {
    const merged = Story.talking({ limits }).introduces('mobile').answers('mobile').merges();
    expect(merged.passes(hour).picture).toBe('talk: contact anna');
  });

  it('is not measured while it rings, and not where nothing is said', () => {
    expect(
      Story.talking({ limits: { maxOutsideMs: 5_000 } })
        .transfers('mobile')
        .passes(10_000).phase,
    ).toBe('transferring');
    expect(handedOn({}).passes(24 * hour).picture).toBe('talk: contact mobile');
  });

  it('is never ended for its length when it is a call for help', () => {
    const calling = { ...defaultPolicy({ name: 'Sales', number: '+4930100' }), emergency: ['4917199'] };
    expect(handedOn({ limits, line: { calling } }).passes(3 * hour).picture).toBe('talk: contact mobile');
  });
});

it('does not end a contact who called us, nor an agent', () => {
  expect(Story.talking({ limits }).passes(3 * hour).picture).toBe('talk: contact anna');
});
