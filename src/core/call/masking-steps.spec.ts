import { type CallingPolicy, defaultPolicy } from '../caller-id/calling-policy';
import { ObedientAsterisk } from './testing/obedient-asterisk';
import type { Name } from './testing/people';
import { Story } from './testing/story';

const off = defaultPolicy({ name: 'Sales', number: '+4930100' });
const masked: CallingPolicy = { ...off, masking: true, mask: '+4930999' };

const policies: readonly (readonly [string, CallingPolicy])[] = [
  ['mask', { ...masked, transferCallerId: 'mask' }],
  ['lead, trunk none', masked],
  ['lead, trunk diversion', { ...masked, trunk: { profile: 'diversion' } }],
  ['lead, trunk assert', { ...masked, trunk: { profile: 'assert' } }],
];

/** All that Asterisk is asked to do in a call, in its order. */
function steps(calling: CallingPolicy, tell: (story: Story, asterisk: ObedientAsterisk) => void): string[] {
  const story = Story.ringing({ line: { calling } });
  const asterisk = new ObedientAsterisk(story);
  const done = [...asterisk.follows(), ...asterisk.answers('anna').follows()];
  const follows = asterisk.follows.bind(asterisk);
  asterisk.follows = () => {
    const now = follows();
    done.push(...now);
    return now;
  };
  tell(story, asterisk);
  asterisk.follows();
  return done;
}

const isDisplay = (step: string): boolean => step.includes(' is shown ');

const warm = (target: Name) => (story: Story, asterisk: ObedientAsterisk) => {
  story.introduces(target);
  asterisk.follows();
  asterisk.answers(target).follows();
  story.merges();
  asterisk.follows();
  story.leaves();
};

const cold = (target: Name) => (story: Story, asterisk: ObedientAsterisk) => {
  story.transfers(target, 'now');
  asterisk.follows();
  asterisk.answers(target).follows();
};

const transfers = [
  ['warm to an agent', warm('ben')],
  ['warm to a number', warm('mobile')],
  ['cold to an agent', cold('ben')],
  ['cold to a number', cold('mobile')],
] as const;

describe.each(transfers)('a transfer, %s', (_, tell) => {
  it.each(policies)('takes no step more when masked (%s), and the same moves', (_name, calling) => {
    const open = steps(off, tell);
    const closed = steps(calling, tell);
    expect(closed.filter((step) => !isDisplay(step))).toEqual(open.filter((step) => !isDisplay(step)));
    expect(closed.length).toBeLessThanOrEqual(open.length);
  });
});
