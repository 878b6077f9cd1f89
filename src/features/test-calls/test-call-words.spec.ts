import { inWords } from './test-call-words';

it.each([
  [{ outcome: 'answered', afterMs: 4200, rangAfterMs: 80 }, 'Answered after 4200 ms, rang after 80 ms.'],
  [{ outcome: 'busy', afterMs: 90, cause: 17, sipStatus: 486 }, 'Busy, after 90 ms (SIP 486).'],
  [
    { outcome: 'no-answer', afterMs: 20_010, rangAfterMs: 80, cause: 19 },
    'It rang, but nobody answered for 20 s (cause 19).',
  ],
  [{ outcome: 'no-answer', afterMs: 20_010 }, 'No answer, and it did not even ring, for 20 s.'],
  [
    { outcome: 'failed', afterMs: 30, cause: 1, sipStatus: 404 },
    'The call did not come about, after 30 ms (SIP 404).',
  ],
] as const)('says %j', (outcome, words) => {
  expect(inWords(outcome)).toBe(words);
});
