import type { Call } from '../../core/call/call';
import { Story } from '../../core/call/testing/story';
import { writeCursor } from '../../platform/lists/cursor';
import type { Page } from '../../platform/lists/paging';
import type { CallQuery } from './call-store';
import { withUnsaved } from './unsaved-calls';

const live = (id: string): Call => ({ ...Story.talking().call, id });
const ended = (id: string): Call => ({ ...Story.talking().drops().call, id });
const page = (ids: string, more?: 'more'): Page<Call> => ({
  items: [...ids].map(live),
  ...(more ? { nextCursor: 'c' } : {}),
});
const after = (id: string, sort: CallQuery['sort']) => writeCursor(sort, { key: id, id });

it.each<[string, Page<Call>, Partial<CallQuery>, readonly Call[], string]>([
  ['nothing', page('cb'), {}, [], 'cb'],
  ['a call that came in since', page('cb'), {}, [live('d')], 'dcb'],
  [
    'one that ended since, where those are wanted that go on',
    page('cb'),
    { state: 'live' },
    [ended('c')],
    'b',
  ],
  ['one that ended since, where all are wanted', page('cb'), {}, [ended('c')], 'cb'],
  ['one of a later page', page('dc', 'more'), {}, [live('b')], 'dc'],
  ['one of an earlier page', page('b'), { cursor: after('c', '-started') }, [live('d')], 'b'],
  ['one upwards', page('bd'), { sort: 'started' }, [live('c')], 'bcd'],
  ['one of another line', page('c'), { line: 'x' }, [live('d')], 'c'],
  ['one of another agent', page('c'), { agentIds: ['ben'] }, [live('d')], 'c'],
  ['one of these agents', page('c'), { agentIds: ['anna'] }, [live('d')], 'dc'],
  ['one with another number', page('c'), { number: '123' }, [live('d')], 'c'],
  ['one with this number', page('c'), { number: '+4917155' }, [live('d')], 'dc'],
  ['one of earlier', page('c'), { from: Number.MAX_SAFE_INTEGER }, [live('d')], 'c'],
  ['one of later', page('c'), { to: 0 }, [live('d')], 'c'],
])('adds %s', (_, stored, asked, unsaved, expected) => {
  const query: CallQuery = { state: 'all', limit: 10, sort: '-started', ...asked };
  const { items } = withUnsaved(stored, query, unsaved);
  expect(items.map(({ id }) => id).join('')).toBe(expected);
});

it('shows how far a call has come', () => {
  const query: CallQuery = { state: 'all', limit: 10, sort: '-started' };
  expect(withUnsaved(page('c'), query, [ended('c')]).items[0]?.ended).not.toBeNull();
});
