import type { Call, Leg } from './call';
import { brokenRule, inWords, type Rule, rules } from './rules';
import { Story } from './testing/story';

const now = Story.talking().now;

/** Facts as no decision makes them. */
const spoilt = (story: Story, change: (call: Call) => Partial<Call>): Call => ({
  ...story.call,
  ...change(story.call),
});
const withLeg = (story: Story, id: string, change: Partial<Leg>): Call =>
  spoilt(story, ({ legs }) => ({ legs: legs.map((l) => (l.id === id ? { ...l, ...change } : l)) }));

const masking = { masking: true, mask: '200', trunk: { profile: 'none' }, emergency: [] } as const;
const masked = () => Story.talking({ line: { calling: { ...masking, transferCallerId: 'mask' } } });

const talking = Story.talking();
const consulting = Story.talking().introduces('ben').answers('ben');
const swapped = Story.talking().introduces('ben').answers('ben').swaps();
const ended = Story.talking().drops();
const anna = talking.leg('anna').id;
const contact = talking.leg('contact').id;
const ben = consulting.leg('ben').id;

it.each<[Rule, Call]>([
  ['contact-in-silence', withLeg(talking, anna, { state: 'ending' })],
  ['wait-unbounded', spoilt(talking, () => ({ held: true }))],
  ['wait-too-long', spoilt(talking, () => ({ held: true, waitingSince: now + 100_000_000 }))],
  ['over-with-legs', withLeg(ended, anna, { state: 'up' })],
  ['over-with-attempt', spoilt(ended, () => ({ attempt: consulting.attempt }))],
  ['over-with-owner', spoilt(ended, () => ({ owner: anna }))],
  ['without-legs', spoilt(ended, () => ({ ended: null }))],
  ['left-alone', withLeg(talking, contact, { state: 'gone' })],
  ['owner-not-there', spoilt(consulting, () => ({ owner: 'nobody' }))],
  [
    'owner-asked',
    spoilt(Story.talking().introduces('ben'), ({ attempt }) => ({ owner: attempt?.ringing[0] ?? '' })),
  ],
  ['owner-missing', spoilt(talking, () => ({ owner: null }))],
  ['rung-for-nothing', spoilt(Story.talking().introduces('ben'), () => ({ attempt: null }))],
  ['attempt-without-contact', withLeg(consulting, contact, { state: 'gone' })],
  ['target-not-there', withLeg(consulting, ben, { state: 'ending' })],
  [
    'transferor-not-there',
    spoilt(consulting, ({ attempt }) => ({ attempt: attempt && { ...attempt, transferor: 'nobody' } })),
  ],
  [
    'attempt-without-ringing',
    spoilt(Story.talking().introduces('ben'), ({ attempt, legs }) => ({
      attempt: attempt && { ...attempt, ringing: [] },
      legs: legs.slice(0, 2),
      waitingSince: now,
    })),
  ],
  ['attempt-unbounded', spoilt(swapped, () => ({ waitingSince: null }))],
  [
    'secret-shown',
    withLeg(masked().introduces('ben'), ben, { shows: { name: 'Kim', number: '+4917155', reason: '' } }),
  ],
])('finds %s', (rule, facts) => {
  expect(brokenRule(facts, now)?.rule).toBe(rule);
});

it('tells no number, and which promise is broken', () => {
  const shows = { name: 'Kim', number: '+4917155', reason: '' };
  const broken = brokenRule(withLeg(masked().introduces('ben'), ben, { shows }), now);
  expect(broken && inWords(broken)).toBe(`5: ${rules['secret-shown'].broken} (${ben})`);
});

describe('no rule is broken', () => {
  const story = (name: string, extension: string) => {
    const line = { name: 'Anna & Ben', calling: { ...masking, transferCallerId: 'mask' as const } };
    const told = Story.talking({ line }).introduces('mobile');
    return spoilt(told, ({ legs }) => ({
      legs: legs.map((l) =>
        l.party.type === 'agent' ? { ...l, party: { ...l.party, name, extension } } : l,
      ),
    }));
  };

  it('by an agent who is called as the line is, or whose extension is the mask', () => {
    expect(brokenRule(story('Anna', '200'), now)).toBeNull();
  });

  it('by a call for help that rings for longer than anybody waits', () => {
    const calling = { ...masking, masking: false, transferCallerId: 'lead' as const, emergency: ['4917199'] };
    const limits = { maxWaitMs: 60_000 };
    const calledOut = Story.talking({ line: { calling }, limits }).transfers('mobile', 'now');
    expect(brokenRule(calledOut.call, calledOut.now)).toBeNull();
  });
});

it('finds an agent whose whole name is shown outside', () => {
  const told = masked().introduces('mobile');
  const legs = told.call.legs.map((l) => {
    if (l.party.type === 'agent') return { ...l, party: { ...l.party, name: 'Zoë de Vries' } };
    return l.party.type === 'number'
      ? { ...l, shows: { name: 'Zoë de Vries', number: '200', reason: '' } }
      : l;
  });
  expect(brokenRule({ ...told.call, legs }, told.now)?.rule).toBe('secret-shown');
});
