import type { Command } from './inputs';
import { ring, Story, target, wave } from './testing/story';

/** A call in each state that a command can meet. */
const states = {
  ringing: () => Story.ringing(),
  talking: () => Story.talking(),
  held: () => Story.talking().holds(),
  introducing: () => Story.talking().introduces('ben'),
  consulting: () => Story.talking().introduces('ben').answers('ben'),
  swapped: () => Story.talking().introduces('ben').answers('ben').swaps(),
  merged: () => Story.merged(),
  transferring: () => Story.talking().transfers('ben'),
  transferringAlone: () => Story.talking().transfers('ben', 'now'),
  recalling: () => Story.talking().transfers('ben', 'now').declines('ben'),
  withoutContact: () => Story.merged().hangsUp('contact'),
  ending: () => Story.talking().slowly().drops(),
  ended: () => Story.talking().hangsUp('contact'),
};

const attemptOf = (story: Story): string => story.call.attempt?.id ?? 'none';
const verbs: Record<string, (story: Story) => Command> = {
  introduce: () => ({ type: 'introduce', target: target(wave('carla')) }),
  transfer: () => ({ type: 'transfer', target: target(wave('carla')), release: 'on-answer' }),
  transferNow: () => ({ type: 'transfer', target: target(wave('carla')), release: 'now' }),
  merge: (story) => ({ type: 'merge', attempt: attemptOf(story) }),
  swap: (story) => ({ type: 'swap', attempt: attemptOf(story) }),
  cancel: (story) => ({ type: 'cancel', attempt: attemptOf(story) }),
  leave: () => ({ type: 'leave' }),
  hold: () => ({ type: 'hold' }),
  resume: () => ({ type: 'resume' }),
  remove: (story) => ({ type: 'remove', leg: story.leg('anna').id }),
  drop: () => ({ type: 'drop' }),
};

const withoutAttempt = { merge: 'unknown-attempt', swap: 'unknown-attempt', cancel: 'unknown-attempt' };

/** What each state answers to each verb. */
const expected: Record<keyof typeof states, Record<string, string>> = {
  ringing: everything('not-answered', {
    ...withoutAttempt,
    leave: 'nobody-to-take-over',
    resume: 'not-on-hold',
    drop: 'ok',
  }),
  talking: everything('ok', {
    ...withoutAttempt,
    leave: 'nobody-to-take-over',
    resume: 'not-on-hold',
    remove: 'not-merged',
  }),
  held: everything('contact-on-hold', {
    ...withoutAttempt,
    leave: 'nobody-to-take-over',
    resume: 'ok',
    remove: 'not-merged',
    drop: 'ok',
  }),
  introducing: everything('attempt-open', {
    merge: 'not-in-consultation',
    swap: 'not-in-consultation',
    cancel: 'ok',
    leave: 'ok',
    resume: 'not-on-hold',
    drop: 'ok',
  }),
  consulting: everything('attempt-open', inConsultation()),
  swapped: everything('attempt-open', inConsultation()),
  merged: everything('ok', { ...withoutAttempt, resume: 'not-on-hold' }),
  transferring: everything('attempt-open', {
    merge: 'not-in-consultation',
    swap: 'not-in-consultation',
    cancel: 'ok',
    leave: 'ok',
    hold: 'ok',
    resume: 'not-on-hold',
    drop: 'ok',
  }),
  transferringAlone: everything('attempt-open', {
    merge: 'not-in-consultation',
    swap: 'not-in-consultation',
    cancel: 'ok',
    leave: 'nobody-to-take-over',
    resume: 'not-on-hold',
    remove: 'unknown-leg',
    drop: 'ok',
  }),
  recalling: everything('attempt-open', {
    ...withoutAttempt,
    leave: 'nobody-to-take-over',
    resume: 'not-on-hold',
    drop: 'ok',
  }),
  withoutContact: everything('no-contact', {
    ...withoutAttempt,
    leave: 'ok',
    resume: 'not-on-hold',
    remove: 'not-merged',
    drop: 'ok',
  }),
  ending: everything('call-ended'),
  ended: everything('call-ended'),
};

const cells = Object.entries(expected).flatMap(([state, row]) =>
  Object.entries(row).map(([verb, answer]) => ({ state: state as keyof typeof states, verb, answer })),
);

describe('every verb in every state', () => {
  it.each(cells)('$state: $verb is answered with $answer', ({ state, verb, answer }) => {
    const story = states[state]();
    const command = verbs[verb];
    if (!command) throw new Error(`no verb ${verb}`);
    expect(story.answerTo(command(story))).toBe(answer);
  });

  it('leaves the facts untouched when it refuses', () => {
    const story = Story.talking().introduces('ben');
    const before = story.call;
    story.answerTo({ type: 'hold' });
    expect(story.call).toBe(before);
  });
});

describe('an attempt that has ended', () => {
  it('is refused by its name, with how it ended', () => {
    const story = Story.talking().introduces('ben');
    const attempt = attemptOf(story);
    story.cancels();
    expect(story.answerTo({ type: 'merge', attempt })).toBe('attempt-closed');
    expect(story.answerTo({ type: 'cancel', attempt })).toBe('attempt-closed');
  });
});

describe('a target', () => {
  it('who is in the call already is refused', () => {
    const story = Story.merged();
    expect(story.answerTo({ type: 'introduce', target: target(wave('ben')) })).toBe('target-in-call');
    expect(story.answerTo({ type: 'transfer', target: target(wave('ben')), release: 'now' })).toBe(
      'target-in-call',
    );
  });

  it('that is the contact is refused: their own phone would ring', () => {
    const story = Story.talking();
    const itself = target([{ ...ring('mobile'), party: { type: 'number', number: '+4917155' } }]);
    expect(story.answerTo({ type: 'introduce', target: itself })).toBe('target-in-call');
    expect(story.answerTo({ type: 'transfer', target: itself, release: 'now' })).toBe('target-in-call');
  });

  it('who has left the call is welcome again', () => {
    const story = Story.merged().removes('ben');
    expect(story.answerTo({ type: 'introduce', target: target(wave('ben')) })).toBe('ok');
  });
});

function everything(answer: string, except: Record<string, string> = {}): Record<string, string> {
  return { ...Object.fromEntries(Object.keys(verbs).map((verb) => [verb, answer])), ...except };
}

function inConsultation(): Record<string, string> {
  return { merge: 'ok', swap: 'ok', cancel: 'ok', leave: 'ok', resume: 'not-on-hold', drop: 'ok' };
}
