import { exampleOf } from '../../src/features/event-socket/event-schemas';
import { undescribedEvent } from '../support/described';

const opened = exampleOf('stream.opened') as { readonly type: string; readonly data: object };
const ended = exampleOf('call.ended') as { readonly type: string; readonly data: object };

it('finds nothing wrong with what is as it is described', () => {
  expect(undescribedEvent(opened)).toBeUndefined();
  expect(undescribedEvent(ended)).toBeUndefined();
});

it.each([
  ['of no type', { ...opened, type: 'stream.closed' }, 'is no type of event'],
  ['with an id that it does not have', { ...opened, id: 'e' }, 'has the fields'],
  ['of a call without its id', { ...ended, callId: undefined }, 'has the fields'],
  ['without what it tells', { ...opened, data: {} }, 'is not as it is described'],
  [
    'with another reason',
    { ...ended, data: { ...ended.data, reason: 'tired' } },
    'is not as it is described',
  ],
  ['that tells more', { ...opened, data: { ...opened.data, more: 1 } }, 'has fields that are not described'],
])('finds an event %s', (_, event, fault) => {
  // As it comes over the wire.
  expect(undescribedEvent(JSON.parse(JSON.stringify(event)) as typeof opened)).toContain(fault);
});
