import { oneLine } from './fields';

const isTaken = (text: string) => oneLine(10).safeParse(text).success;

describe('oneLine', () => {
  it.each(['Ann', 'Zoë', '安娜', '👋🏽', 'a'.repeat(10), "O'Neil; --"])('takes %j', (text) => {
    expect(isTaken(text)).toBe(true);
  });

  it.each(['', ' ', 'a'.repeat(11), 'a\nb', 'a\r\nb', 'a\0', 'a\u2028b', 'a\u0085b', 'a\ud83d', '\udc4b'])(
    'does not take %j',
    (text) => {
      expect(isTaken(text)).toBe(false);
    },
  );
});
