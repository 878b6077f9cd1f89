import type { Channel } from '../client/generated/types';
import { accountOf, isOurs, toArrival, toPbxEvent } from './ari-events';

const uuid = '0199d5a8-0b7e-7c64-9c3e-2f6f3b6c1a52';

function startOf(id: string, ...args: string[]) {
  const channel = { id, name: 'PJSIP/carrier-00000001', state: 'Down', caller: { name: '', number: '' } };
  return toPbxEvent({
    type: 'StasisStart',
    application: 'baton',
    timestamp: '2026-11-22T18:00:00.000+0000',
    args,
    channel: channel as Channel,
  });
}

it("takes a channel with a call's name for one of ours, and one of a trunk's test call for nobody's", () => {
  expect(startOf(`baton-${uuid}-2`)).toMatchObject({ type: 'in-app' });
  expect(startOf(`baton-qwertzui.${uuid}-2`)).toMatchObject({ type: 'in-app' });
  expect(isOurs(`trunk-test-${uuid}`)).toBe(false);
  expect(startOf(`trunk-test-${uuid}`)).toBeNull();
});

it.each([
  [accountOf('qwertzui'), 'qwertzui'],
  ['', undefined],
  ['baton-', undefined],
  ['baton-QWERTZUI', undefined],
  ['accounts of the operator', undefined],
])('tells by the account %j that the caller is of the store %s', (accountcode, store) => {
  const channel = {
    id: '1.1',
    name: 'PJSIP/carrier-00000001',
    accountcode,
    dialplan: { exten: 's' },
  } as Channel;
  expect(toArrival(channel, ['inbound', '1'])?.store).toBe(store);
});

describe('what a phone has dialled', () => {
  const dialled = (told: string, exten = 's') => {
    const channel = {
      id: '1795897629.6',
      name: 'PJSIP/phone-201-00000001',
      state: 'Ring',
      caller: { name: '', number: '' },
      dialplan: { exten },
    } as Channel;
    const about = { application: 'baton', timestamp: '2026-11-22T18:00:00.000+0000', channel };
    const event = toPbxEvent({ type: 'StasisStart', ...about, args: ['phone', told] });
    return event?.type === 'arrived' ? event.arrival.dialled : undefined;
  };

  it.each([
    ['%2B31612345678', '+31612345678'],
    ['201%26202', '201&202'],
    ['0800FLOWERS', '0800FLOWERS'],
    ['1%2C2', '1,2'],
    ['%D9%A1', '\u0661'],
    ['*21*5%23', '*21*5#'],
    // No UTF-8: it stays something that is no number.
    ['%FF1', '%FF1'],
    ['', ''],
  ])('%s is %s', (told, text) => {
    expect(dialled(told)).toBe(text);
  });

  it('is the extension where the dialplan is of an older Baton, which leaves letters out', () => {
    expect(dialled('201202', '201&202')).toBe('201&202');
    expect(dialled('0800', '0800FLOWERS')).toBe('0800FLOWERS');
  });
});

it.each([
  ['+31205550100', '+31205550100'],
  ['%2B31205550100', '+31205550100'],
  ['%28020%295550100', '(020)5550100'],
  ['sales', 'sales'],
  ['1%2Cevil', '1,evil'],
  ['%C3%A9', '\u00e9'],
  ['%E9', '%E9'],
  ['a%0D%0Ab', 'a b'],
  ['9'.repeat(100), '9'.repeat(80)],
  // It named none.
  ['s', ''],
  ['', ''],
])('%j of a trunk is a call to %j', (told, dialled) => {
  const event = startOf('1795897629.7', 'inbound', told);
  expect(event).toMatchObject({ type: 'arrived', arrival: { dialled } });
});

describe("the beginning of a channel's end", () => {
  const arrived = '1795897629.6';

  // As a real Asterisk 22.10.1 reported them of a channel that had called.
  it.each([
    ['a BYE', 'Up', {}, null],
    ['a CANCEL', 'Ring', { cause: 127, tech_cause: 487 }, null],
    ['our own request', 'Up', { cause: 32, soft: true }, null],
    ['no sound for rtp_timeout', 'Up', { cause: 1, soft: true }, 'unreachable'],
    ['a session refresh without an answer', 'Up', { cause: 18, tech_cause: 408 }, 'no-answer'],
    ['a BYE of one who was dialled', 'Up', { cause: 16 }, 'hung-up'],
    ['a BYE with "normal, unspecified" for a reason', 'Up', { cause: 31, tech_cause: 480 }, 'hung-up'],
  ] as const)('tells of %s', (_, state, told, how) => {
    const channel = { id: arrived, name: 'PJSIP/phone-205-00000006', state } as Channel;
    const timestamp = '2026-11-22T18:00:00.000+0000';
    const event = {
      type: 'ChannelHangupRequest',
      application: 'baton',
      timestamp,
      channel,
      ...told,
    } as const;
    expect(toPbxEvent(event)).toEqual({ type: 'hanging-up', channel: arrived, how });
  });
});

it.each([
  ['Up', 'hung-up'],
  ['Ringing', 'unreachable'],
] as const)('takes "normal, unspecified" of a channel that is %s for: %s', (state, how) => {
  const channel = { id: `baton-${uuid}-2`, name: 'PJSIP/phone-201-00000003', state } as Channel;
  const timestamp = '2026-11-22T18:00:00.000+0000';
  const about = { application: 'baton', timestamp, channel, cause: 31, cause_txt: 'Normal, unspecified' };
  expect(toPbxEvent({ type: 'ChannelDestroyed', ...about })).toMatchObject({ type: 'gone', how });
});
