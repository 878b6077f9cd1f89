import type { Snapshot } from './pbx';
import { clear } from './set-aside';

type Channel = Snapshot['channels'][number];

const callIdOf = (id: string) => /^baton-(.+)-[a-z]*\d+$/.exec(id)?.[1] ?? null;
const arrival = {
  channel: 'sip-1',
  from: 'trunk',
  dialled: '+31205550000',
  caller: { name: '', number: '' },
  endpoint: 'carrier',
  isToBeWithheld: false,
} as const;
const channel = (id: string, given: Partial<Channel> = {}): Channel => ({
  id,
  inApp: true,
  state: 'up',
  dialled: true,
  bridge: null,
  shown: null,
  arrival: null,
  ...given,
});
const talk = { id: 'baton-lost-talk1', type: 'mixing' } as const;
const holding = { id: 'baton-lost-hold1', type: 'holding' } as const;

function cleared(channels: readonly Channel[], bridges: Snapshot['bridges']) {
  const { steps, left, over } = clear(new Set(['lost']), { startedAt: 0, channels, bridges }, callIdOf);
  return {
    steps: steps.map(
      (step) => `${step.type} ${'leg' in step ? step.leg : 'bridge' in step ? step.bridge : ''}`,
    ),
    left: [...left],
    over,
  };
}

it('leaves those who talk with each other', () => {
  const both = [channel('sip-1', { bridge: talk.id, arrival }), channel('baton-lost-2', { bridge: talk.id })];
  expect(cleared(both, [talk])).toEqual({ steps: [], left: ['sip-1', 'baton-lost-2'], over: [] });
});

it.each<[string, readonly Channel[], Snapshot['bridges'], readonly string[]]>([
  [
    'who was left alone',
    [channel('baton-lost-2', { bridge: talk.id })],
    [talk],
    ['last-resort baton-lost-2'],
  ],
  ['who is in no bridge', [channel('baton-lost-2')], [], ['last-resort baton-lost-2']],
  [
    'two who wait in one room and do not hear each other',
    [channel('baton-lost-2', { bridge: holding.id }), channel('baton-lost-3', { bridge: holding.id })],
    [holding],
    ['last-resort baton-lost-2', 'last-resort baton-lost-3'],
  ],
  ['who rings', [channel('baton-lost-2', { state: 'ringing' })], [], ['hang-up baton-lost-2']],
  ['who was not even dialled', [channel('baton-lost-2', { state: 'down' })], [], ['hang-up baton-lost-2']],
  ['nobody: an empty room', [], [talk], ['destroy-bridge baton-lost-talk1']],
  [
    'nobody: those of another call',
    [channel('baton-other-2')],
    [{ id: 'baton-other-talk1', type: 'mixing' }],
    [],
  ],
])('leads to an end %s', (_, channels, bridges, steps) => {
  expect(cleared(channels, bridges).steps).toEqual(steps);
});

it('leaves the dialplan those whom it has', () => {
  const gone = channel('baton-lost-2', { inApp: false });
  expect(cleared([gone], [])).toEqual({ steps: [], left: ['baton-lost-2'], over: [] });
});

it('has a contact who called, and is alone now, welcomed anew', () => {
  const alone = channel('sip-1', { bridge: holding.id, arrival });
  expect(cleared([alone], [holding])).toEqual({ steps: [], left: [], over: [] });
});

it('is done with a call of which nothing is left', () => {
  expect(cleared([channel('baton-other-2')], []).over).toEqual(['lost']);
});
