import type { Leg } from './call';
import { longestMs, ringsForMs } from './outside';
import { Story } from './testing/story';

const story = Story.talking({
  limits: { maxOutsideMs: 60_000 },
  line: {
    calling: {
      masking: false,
      mask: '+4930100',
      transferCallerId: 'lead',
      trunk: { profile: 'none' },
      emergency: ['112'],
    },
  },
});
const legTo = (number: string, change: Partial<Leg> = {}): Leg => ({
  id: 'o',
  party: { type: 'number', number },
  endpoint: `PJSIP/${number}@trunk`,
  state: 'wanted',
  ringMs: 30_000,
  ...change,
});

describe('how long a leg rings', () => {
  it('is what it was given, and ten minutes at least if it is for help', () => {
    expect(ringsForMs(story.call, legTo('+491701'))).toBe(30_000);
    expect(ringsForMs(story.call, legTo('112'))).toBe(600_000);
    expect(ringsForMs(story.call, legTo('112', { ringMs: 900_000 }))).toBe(900_000);
  });

  it('is not known of a leg that is not rung, for help or not', () => {
    const { ringMs: _, ...help } = legTo('112');
    expect(ringsForMs(story.call, help)).toBeUndefined();
  });

  it('is not longer for whoever calls from such a number', () => {
    const { endpoint: _, ...caller } = legTo('112');
    expect(ringsForMs(story.call, caller)).toBe(30_000);
  });
});

it('bounds an outside leg, and neither a call for help nor a leg that is not outside', () => {
  const { endpoint: _, ...caller } = legTo('+491701');
  expect(longestMs(story.call, legTo('+491701'))).toBe(60_000);
  expect(longestMs(story.call, legTo('112'))).toBeNull();
  expect(longestMs(story.call, caller)).toBeNull();
});
