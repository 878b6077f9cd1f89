import { type CallingPolicy, defaultPolicy } from '../caller-id/calling-policy';
import type { Presented } from '../caller-id/view';
import { defaultLimits } from './call';
import { callerAtLastResort } from './presentation';
import { receive } from './start';
import type { Name } from './testing/people';
import { ring, Story, target, wave } from './testing/story';

const mask = '+4930999';
const lead: CallingPolicy = { ...defaultPolicy({ name: 'Sales', number: '+4930100' }), masking: true, mask };
const hidden: CallingPolicy = { ...lead, transferCallerId: 'mask' };

/** `name number` of what somebody is shown now. */
function shown(story: Story, who: Name): string {
  const shows = story.leg(who).shows;
  return `${shows?.name ?? '-'} ${shows?.number ?? '-'}`.trim();
}

const telling = (calling: CallingPolicy) => ({ line: { calling } });

describe('what a leg is shown', () => {
  it('goes from the transferor to the contact when a warm transfer completes', () => {
    const story = Story.talking().introduces('ben');
    expect(shown(story, 'ben')).toBe('anna 14');
    story.answers('ben');
    expect([shown(story, 'ben'), shown(story, 'anna')]).toEqual(['anna 14', 'ben 13']);
    story.leaves();
    expect(shown(story, 'ben')).toBe('Kim +4917155');
    expect(story.leg('ben').shownBefore).toMatchObject([{ name: 'anna', number: '14' }]);
  });

  it('is the transferor for a cold target, though the transferor is free already', () => {
    const story = Story.talking().transfers('ben', 'now');
    expect(shown(story, 'ben')).toBe('anna 14');
    story.answers('ben');
    expect(shown(story, 'ben')).toBe('Kim +4917155');
  });

  it('follows who talks to whom: swap, merge, cancel', () => {
    const story = Story.talking().introduces('ben').answers('ben').swaps();
    expect(shown(story, 'anna')).toBe('Kim +4917155');
    story.swaps();
    expect(shown(story, 'anna')).toBe('ben 13');
    story.cancels();
    expect(shown(story, 'anna')).toBe('Kim +4917155');
  });

  it('is who is left when the contact is gone', () => {
    const story = Story.talking().introduces('ben').answers('ben').hangsUp('contact');
    expect([shown(story, 'anna'), shown(story, 'ben')]).toEqual(['ben 13', 'anna 14']);
  });

  it('is the lead for an inside target from first ring to last word, masking on', () => {
    const story = Story.talking(telling(lead)).introduces('ben').answers('ben').merges().leaves();
    expect(shown(story, 'ben')).toBe('anna ▸ Kim +4917155');
    expect(story.leg('ben').shownBefore).toEqual([]);
  });

  it('is the mask for the contact, the outside target and, if so set, the inside target', () => {
    const story = Story.talking(telling(hidden)).introduces('mobile').answers('mobile').merges();
    expect(shown(story, 'mobile')).toBe(`Sales ${mask}`);
    expect(shown(story, 'contact')).toBe(`Sales ${mask}`);
    expect(shown(story.introduces('ben'), 'ben')).toBe(`Sales ${mask}`);
  });

  it('keeps a prefix of the group before the name', () => {
    const story = Story.arrival().finds([ring('anna', { namePrefix: 'Support:' })]);
    expect(shown(story, 'anna')).toBe('Support: Kim +4917155');
  });

  it('names on recall who did not take the call, whoever is rung for it', () => {
    const story = Story.talking().transfers('ben', 'now').declines('ben');
    expect(shown(story, 'anna')).toBe('Return: ben +4917155');
    expect(shown(story.answers('anna'), 'anna')).toBe('Return: ben +4917155');
  });

  it('names nobody on recall if nobody was asked to take over', () => {
    const story = Story.arrival().finds(wave('ben'), wave('anna')).declines('ben').answers('anna').holds();
    expect(shown(story.hangsUp('anna'), 'anna')).toBe('Return: +4917155');
  });

  it.each([
    ['is to ring', (story: Story) => story],
    ['rings', (story: Story) => story.rings('mobile')],
    ['is asked to press 1', (story: Story) => story.rings('mobile').answers('mobile')],
  ])('stays what it was while the phone %s, whatever would be shown by now', (_, goesOn) => {
    const mobile = target([ring('mobile', { confirm: true })]);
    const story = Story.talking().command({ type: 'introduce', target: mobile });
    // As a Baton of other words has told it, which was replaced meanwhile.
    const { id, shows } = story.leg('mobile');
    const before: Presented = { ...shows!, name: 'Sales here', number: '+49301' };
    const legs = story.call.legs.map((l) => (l.id === id ? { ...l, shows: before } : l));
    story.call = { ...story.call, legs };
    goesOn(story).post({ type: 'time' });
    expect(shown(story, 'mobile')).toBe('Sales here +49301');
    expect(story.leg('mobile').shownBefore).toEqual([]);
    if (story.leg('mobile').state !== 'confirming') story.answers('mobile');
    expect(shown(story.presses('mobile', '1'), 'mobile')).toBe('Sales +4930100');
    expect(story.leg('mobile').shownBefore).toEqual([before]);
  });

  it('is the colleague, in a call between agents', () => {
    const story = Story.internal();
    expect([shown(story, 'ben'), shown(story, 'anna')]).toEqual(['anna 14', 'ben 13']);
  });
});

describe('what the dialplan is told of a contact whom nobody takes', () => {
  const told = (story: Story): string => {
    const { name, number } = callerAtLastResort(story.call);
    return `${name} ${number}`;
  };

  it('is who they are, to the voicemail of the agent they called, masking on or off', () => {
    expect([told(Story.ringing()), told(Story.ringing(telling(hidden)))]).toEqual([
      'Kim +4917155',
      'Kim +4917155',
    ]);
  });

  it('is what a target would be shown, once they were handed on', () => {
    const handedOn = (calling: CallingPolicy) =>
      told(Story.talking(telling(calling)).transfers('ben', 'now'));
    expect(handedOn(lead)).toBe('Kim +4917155');
    expect(handedOn(hidden)).toBe(`Sales ${mask}`);
  });
});

it('never asks an emergency number to press 1, nor masks it', () => {
  const calling: CallingPolicy = { ...hidden, emergency: ['4917199'] };
  const story = Story.talking(telling(calling));
  story.command({
    type: 'introduce',
    target: {
      spec: { type: 'number', number: '+4917199' },
      waves: [[ring('mobile', { confirm: true })]],
      then: [],
    },
  });
  expect(story.leg('mobile').confirm).toBe(false);
  expect(shown(story, 'mobile')).toBe('Sales +4930100');
});

it('drops a withheld number before it is stored', () => {
  const { call } = receive(
    {
      id: 'call',
      line: Story.talking().call.line,
      limits: defaultLimits,
      channel: 'sip-1',
      number: '+4917155',
      name: 'Kim',
      withheld: true,
      destination: { type: 'agent', agentId: 'anna' },
    },
    0,
  );
  expect(JSON.stringify(call)).not.toMatch(/4917155|Kim/);
});
