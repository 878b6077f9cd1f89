import { type Channel } from '../ari/generated/types';
import { isOurs, toPbxEvent } from './ari-events';

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
  expect(isOurs(`trunk-test-${uuid}`)).toBe(false);
  expect(startOf(`trunk-test-${uuid}`)).toBeNull();
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
