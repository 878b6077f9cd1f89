import { pino } from 'pino';
import { type Appearance, readableLog } from './readable-log';

const plain: Appearance = { colours: 'no', stacks: 'left-out' };

/** What is shown of one line of the log, without its time. */
function shown(log: (logger: pino.Logger) => void, appearance = plain): string {
  let text = '';
  log(
    pino(
      { base: null, level: 'debug' },
      readableLog((line) => (text += line), appearance),
    ),
  );
  expect(text).toMatch(/^(\S+m)?\d\d:\d\d:\d\d\S* .*\n$/s);
  return text.replace(/^\S+ /, '').replace(/\n$/, '');
}

it.each<[string, (logger: pino.Logger) => void, string]>([
  ['a message', (log) => log.info('Connected'), 'Connected'],
  ['what belongs to it', (log) => log.info({ callId: 'a', legs: [1] }, 'On'), 'On callId=a legs=[1]'],
  ['not which class of ours it was', (log) => log.info({ context: 'Switchboard' }, 'On'), 'On'],
  ['that it is a warning', (log) => log.warn('Slow'), 'warning: Slow'],
  ['that it is an error, and which', (log) => log.error({ err: new Error('no') }, 'Bad'), 'error: Bad: no'],
  ['an error alone', (log) => log.error(new Error('no')), 'error: no'],
  [
    'a request',
    (log) =>
      log.info(
        {
          requestId: '1',
          req: { method: 'GET', path: '/calls' },
          res: { status: 404 },
          responseTime: 2,
        },
        'request completed',
      ),
    'GET /calls 404 in 2 ms',
  ],
])('shows %s', (_, log, text) => {
  expect(shown(log)).toBe(text);
});

it('keeps a line one line, and what others sent from reaching the terminal', () => {
  const sent = '\u001b[2J\n\u009b1m';
  expect(shown((log) => log.info({ name: sent }, sent))).toBe(
    '\\u001b[2J\\u000a\\u009b1m name=\\u001b[2J\\u000a\\u009b1m',
  );
});

it('shows where an error comes from to who asks for it', () => {
  const [first, second] = shown((log) => log.error(new Error('no')), { ...plain, stacks: 'shown' }).split(
    '\n',
  );
  expect(first).toBe('error: no');
  expect(second).toMatch(/^ +at .*readable-log\.spec/);
});

it('has colours where they can be shown', () => {
  expect(shown((log) => log.error('Bad'), { ...plain, colours: 'yes' })).toContain('\u001b[31merror: Bad');
});
