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

it.each([
  ['Up', 'hung-up'],
  ['Ringing', 'unreachable'],
] as const)('takes "normal, unspecified" of a channel that is %s for: %s', (state, how) => {
  const channel = { id: `baton-${uuid}-2`, name: 'PJSIP/phone-201-00000003', state } as Channel;
  const timestamp = '2026-11-22T18:00:00.000+0000';
  const about = { application: 'baton', timestamp, channel, cause: 31, cause_txt: 'Normal, unspecified' };
  expect(toPbxEvent({ type: 'ChannelDestroyed', ...about })).toMatchObject({ type: 'gone', how });
});
