import type { Source } from './source';

/** Characters that no number has, as a phone may send them in the user part of an address (RFC 3261, 25.1), encoded or not. */
const unfit = [
  ...[
    '&',
    '=',
    '+',
    '$',
    ',',
    ';',
    '?',
    '/',
    '!',
    "'",
    '(',
    '~',
    '_',
    'a',
    'p',
    'w',
    'FLOWERS',
    ';ext=5',
    ';phone-context=x',
  ],
  ...[
    '%26',
    '%40',
    '%2C',
    '%3B',
    '%20',
    '%0d%0aX:1',
    '%22',
    '%3C',
    '%25',
    '%5C',
    '%7C',
    '%60id%60',
    '%24%7BX%7D',
    '%7B',
    '%FF',
  ],
  ...[
    '%D9%A3',
    '%EF%BC%95',
    '%E2%80%8B',
    '%E2%80%AE',
    '%F0%9F%91%8B',
    '%2Fx',
    '%3Ftransport=tcp',
    '%09',
    '%7F',
  ],
] as const;

/** Numbers that agents may not dial: service codes, premium, satellite, a detour to one's own line, shares of a code. */
const forbidden = [
  ...[
    '*21*0612345678%23',
    '%2331%230207654321',
    '**61*0612345678%23',
    '*%23',
    '09061234',
    '+31906123456',
    '11833',
  ],
  ...[
    '008821612345678',
    '+8835100012345',
    '+870773111111',
    '00979123456789',
    '+447012345678',
    '+31205550000%2C1',
  ],
] as const;

/** What a phone dials that may not go out; once in its own words, and once in the middle of a number that may. */
export const phoneDials: Source = async (target, dice) => {
  const number = '0207654321';
  const at = dice.between(1, number.length - 1);
  const spoilt = number.slice(0, at) + dice.pick(unfit) + number.slice(at);
  await target.dial(dice.chance(0.7) ? spoilt : dice.pick(forbidden));
};
