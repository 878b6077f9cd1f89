import { isEasilyGuessed } from './easily-guessed';

describe('a password that is easily guessed', () => {
  it.each([
    'password1234',
    'Passw0rd1234',
    'p@ssw0rd!234',
    '123456789012',
    '000000000000',
    'aaaaaaaaaaaa',
    'passwordpassword',
    'drowssapdrowssap',
    'iloveyouiloveyou',
    'qwertyuiop12',
    'qazwsxedcrfv',
    '1q2w3e4r5t6y',
    'abcdefghijkl',
    'letmeinletmein',
    'administrator1',
    'changemeplease',
    'welcome12345',
    'liverpool1234',
    'monkeydragon12',
    'test-test-test',
    'summer2026!!',
    'january2026!',
    'Winter2025!!',
    '01012000010120',
    '            ',
    'password'.repeat(25),
  ])('is %j', (password) => expect(isEasilyGuessed(password)).toBe(true));

  it.each([
    ['the name', 'annasmith1234'],
    ['the name in parts', 'smith-anna-26'],
    ['the name in capitals', 'ANNA SMITH!!'],
    ['the name twice', 'anna smith anna smith'],
    ['the product', 'Baton-baton-baton'],
    ['the product and a year', 'Asterisk2026!'],
    ['both', 'anna@baton2026'],
  ])('has nothing but %s in it: %j', (_, password) => {
    expect(isEasilyGuessed(password, ['anna smith'])).toBe(true);
  });

  it.each([
    'correct horse battery',
    'seventeen green bottles',
    'a wrong password',
    'x8Kq-2mPz-99Lw',
    'mgkfoqzbtwlr',
    'Ünïcödé sind auch gut',
    'baton is what I conduct with',
  ])('is not %j', (password) => expect(isEasilyGuessed(password, ['anna smith', 'bo'])).toBe(false));

  it('is judged in moments, whatever it is', () => {
    isEasilyGuessed('the first takes longer');
    const pieces = [
      'p4$$w0rd',
      '@4({[<3&9',
      '01-01-2000',
      'qwertyuiop[]',
      '1!|',
      '$5$z2',
      '|)|(|-|',
      '1!|/0$57+2%8',
    ];
    const tookMs = pieces.map((piece) => {
      const since = performance.now();
      isEasilyGuessed(piece.repeat(200).slice(0, 200));
      return performance.now() - since;
    });
    expect(Math.max(...tookMs)).toBeLessThan(150);
  });
});
