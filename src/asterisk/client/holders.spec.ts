import type { AriEvent } from './generated/types';
import { answerTo, isPresent, requestsApp } from './holders';

const socketsOf = (app: string, identity?: string) =>
  [1, 2, 3].map((slot) => requestsApp(app, identity, slot));

it('names sockets for requests after the store, if that is known', () => {
  expect(requestsApp('baton', undefined, 1)).toBe('baton-rest-1');
  expect(requestsApp('baton', 'qwertzui', 2)).toBe('baton.qwertzui-rest-2');
});

it.each([
  ['a server', socketsOf('baton', 'anothers'), true],
  ['servers', [...socketsOf('baton', 'anothers'), ...socketsOf('baton', 'qwertzui')], true],
  ['nobody', [], false],
  ['one with an application of its own', socketsOf('baton2', 'anothers'), false],
  ['one whose application only ends as ours', socketsOf('x.baton', 'anothers'), false],
  ['one that follows phones only', socketsOf('baton-phones.anothers', 'anothers'), false],
  ['who does not say', socketsOf('baton'), false],
  ['applications of others', ['baton', 'baton.anothers', 'voicemail', 'baton.ANOTHERS-rest-1'], false],
])('sees whether somebody may have the application: %s', (_, names, is) => {
  expect(isPresent('baton', names)).toBe(is);
});

describe('the question who has an application', () => {
  const question = (change: object = {}) =>
    ({
      type: 'ChannelUserevent',
      application: 'baton',
      timestamp: '',
      eventname: 'baton-who',
      userevent: { nonce: '0123456789abcdef' },
      ...change,
    }) as AriEvent;

  it('is answered with the nonce and the store', () => {
    expect(answerTo(question(), 'baton', 'ourstore')).toEqual({
      variable: 'BATON_HOLDER_baton',
      value: '0123456789abcdef ourstore',
    });
  });

  it.each([
    ['of another application', { application: 'other' }],
    ['of another kind', { eventname: 'x' }],
    ['without a nonce', { userevent: {} }],
    ['with something else for a nonce', { userevent: { nonce: '${SHELL(x)}' } }],
  ])('is not answered: %s', (_, change) => {
    expect(answerTo(question(change), 'baton', 'ourstore')).toBeUndefined();
  });
});
