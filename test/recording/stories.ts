import { type Asker, type Call, defaultLimits, type LineFacts, type Wave } from '../../src/core/call/call';
import { dialFromPhone } from '../../src/core/call/start';
import { dialable } from '../../src/core/call/testing/people';
import { leadingOn, ring, Story, target, wave } from '../../src/core/call/testing/story';
import type { CallingPolicy } from '../../src/core/caller-id/calling-policy';
import { recordingStore } from './recorded';

const asker: Asker = { id: 'key:1', role: 'agent' };
const seat = (member: string) => ({ groupId: 'support', layer: 0, member });

const masked: CallingPolicy = {
  masking: true,
  mask: '+4930199',
  transferCallerId: 'lead',
  trunk: { profile: 'diversion', domain: 'sip.carrier.example', numberFormat: 'e164-without-plus' },
  emergency: ['112', '110'],
};
const line: Partial<LineFacts> = {
  country: 'DE',
  musicClass: 'jazz',
  fallback: { type: 'number', number: '+4917190' },
  lastResort: 'voicemail',
  calling: masked,
};
const limits = { maxOutsideMs: 240 * 60_000 };

/** Ben rings at once, Carla a moment later, and an outside number that has to press a key if neither of them takes it. */
const group: readonly Wave[] = [
  [
    ring('ben', { namePrefix: 'Support', wrapUpMs: 30_000, unlessOnCall: true, seat: seat('agent:ben') }),
    ring('carla', { delayMs: 5_000, ringMs: 15_000, wrapUpMs: 30_000, seat: seat('agent:carla') }),
  ],
  [
    ring('mobile', { confirm: true, asker, seat: seat('number:+4917199'), wrapUpMs: 30_000 }),
    ring('dora', { namePrefix: 'Support', unlessOnCall: true, seat: seat('agent:dora') }),
  ],
];

const talking = () => Story.talking({ line, limits });
const support = target(...group);
const toGroup = leadingOn(
  { ...support, spec: { type: 'ring-group', groupId: 'support' }, musicClass: 'waltz', asker },
  { type: 'group-of-agent', agentId: 'ben' },
  { type: 'last-resort' },
);
const mobile = { ...target([ring('mobile', { confirm: true, asker })]), asker };

export type Told = Pick<Story, 'call' | 'now'>;

/**
 * A call in each of its phases, and with every field that facts can have (test/unit/recorded.spec.ts says so if one is
 * missing). What is added here is recorded with the next release; what was recorded stays as it is.
 */
export const stories: Readonly<Record<string, () => Told>> = {
  searching: () => Story.arrival({ line, limits }),
  'searching a group': () => talking().command({ type: 'transfer', target: toGroup, release: 'now' }),
  'searching a group, second wave': () =>
    talking().command({ type: 'transfer', target: toGroup, release: 'now' }).declines('ben').passes(21_000),
  ringing: () => Story.ringing({ line, limits }),
  'ringing in a group': () => {
    const story = Story.arrival({ line, limits });
    const { id, stops } = story.attempt;
    const found = { waves: group, then: [], musicClass: 'waltz' };
    return story.post({ type: 'found', attempt: id, stops, found }).rings('ben');
  },
  'a fallback after a failure': () => Story.ringing({ line, limits }).declines('anna'),
  talking,
  held: () => talking().holds(),
  'held by phone': () => talking().post({ type: 'phone-hold', leg: talking().leg('anna').id, on: true }),
  introducing: () => talking().introduces('ben').rings('ben'),
  'introducing a group': () => talking().command({ type: 'introduce', target: toGroup }),
  'introducing a phone that redirects': () => {
    const story = talking().introduces('ben', 'carla');
    return story.post({ type: 'leg-redirected', leg: story.leg('ben').id, to: '+4917198' });
  },
  'an announcement before the answer': () => {
    const story = talking().command({ type: 'introduce', target: target(wave('mobile')) });
    return story.post({ type: 'leg-progress', leg: story.leg('mobile').id });
  },
  confirming: () => talking().command({ type: 'introduce', target: mobile }).answers('mobile'),
  consulting: () => talking().introduces('ben').answers('ben'),
  'consulting an outside number': () =>
    talking().command({ type: 'introduce', target: mobile }).answers('mobile').presses('mobile', '1'),
  swapped: () => talking().introduces('ben').answers('ben').swaps(),
  'declined and together again': () => talking().introduces('ben').declines('ben'),
  merged: () => Story.merged({ line, limits }),
  'a conference of four': () => Story.merged({ line, limits }).introduces('carla').answers('carla').merges(),
  'a consultation about a conference': () =>
    Story.merged({ line, limits }).introduces('carla').answers('carla'),
  'without contact': () => Story.merged({ line, limits }).hangsUp('contact'),
  'transferring, the transferor stays': () => talking().transfers('ben'),
  'transferring, the transferor has gone': () => talking().transfers('ben', 'now').rings('ben'),
  transferred: () => talking().transfers('ben', 'now').answers('ben'),
  recalling: () => talking().transfers('ben', 'now').declines('ben'),
  'recalling for the second time': () => talking().transfers('ben', 'now').declines('ben').declines('anna'),
  dialling: () => Story.originated(),
  'dialling, the other side rings': () => Story.originated().answers('anna').rings('contact'),
  'between colleagues': () => Story.internal().answers('ben'),
  'dialling a colleague with two phones': toTwoPhones,
  ending: () => talking().slowly().drops(),
  'ending at the last resort': () =>
    Story.arrival({ line: { ...line, fallback: null } })
      .slowly()
      .finds(),
  'of a number that no line has': () => Story.misdialled({ withheld: true }),
  ended: () => talking().introduces('ben').answers('ben').leaves().hangsUp('contact'),
  'ended by a restart of Asterisk': () => talking().holds().post({ type: 'asterisk-restarted' }),
};

function toTwoPhones(): Told {
  const { call, now } = Story.internal();
  const other = dialable('ben');
  const start = {
    id: call.id,
    line: call.line,
    limits: defaultLimits,
    channel: 'sip-1',
    agent: dialable('anna'),
  };
  const further = [{ ...other, endpoint: `${other.endpoint}-web` }];
  return { call: dialFromPhone({ ...start, other, furtherOfOther: further }, now).call, now };
}

/** The call of a story under an id of its own, so that many of them fit into one store. */
export function renamed(call: Call, id: string): Call {
  const text = JSON.stringify({ ...call, store: recordingStore })
    .replaceAll('"call"', `"${id}"`)
    .replaceAll('"call-t', `"${id}-t`)
    .replaceAll('"baton-call-', `"baton-${recordingStore}.${id}-`)
    .replaceAll('"sip-1"', `"sip-${id}"`);
  return JSON.parse(text) as Call;
}
