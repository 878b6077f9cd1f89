import { pino } from 'pino';
import { QueryFailedError } from 'typeorm';
import { loggedError } from './logged-error';

const number = '+31612345678';

function logged(error: unknown): string {
  let line = '';
  pino({ serializers: { err: loggedError } }, { write: (text) => (line = text) }).error(
    { err: error },
    'failed',
  );
  return line;
}

it('has no word of what was to be written', () => {
  const driver = Object.assign(new Error('disk I/O error'), {
    code: 'SQLITE_IOERR',
    detail: `(number)=(${number})`,
  });
  const line = logged(
    new QueryFailedError('INSERT INTO calls (facts) VALUES (?)', [`{"number":"${number}"}`], driver),
  );
  expect(line).not.toContain('612345678');
  expect(JSON.parse(line)).toMatchObject({
    err: {
      type: 'QueryFailedError',
      message: 'disk I/O error',
      code: 'SQLITE_IOERR',
      query: expect.any(String) as string,
    },
  });
});

it('has what else there is to say of an error', () => {
  const line = logged(new Error('outer', { cause: new Error('inner') }));
  expect(JSON.parse(line)).toMatchObject({ err: { type: 'Error', message: 'outer: inner' } });
  expect(logged('a text')).toContain('"err":"a text"');
});
