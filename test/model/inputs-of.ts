import {
  type Call,
  type Dialable,
  isLive,
  type Leg,
  type Ring,
  type TargetSpec,
} from '../../src/core/call/call';
import type { Command, Input, ResolvedTarget } from '../../src/core/call/inputs';

const agent = (name: string): Dialable => ({
  party: { type: 'agent', agentId: name, name, extension: name },
  endpoint: `PJSIP/${name}`,
});
export const anna = agent('anna');
export const ben = agent('ben');
const mobile: Dialable = { party: { type: 'number', number: '1' }, endpoint: 'PJSIP/1@trunk' };

export const ring = (to: Dialable, how: Partial<Ring> = {}): Ring => ({
  ...to,
  delayMs: 0,
  ringMs: 20_000,
  ...how,
});
const target = (spec: TargetSpec, ...waves: Ring[][]): ResolvedTarget => ({ spec, waves, then: [] });

export const toBen = target({ type: 'agent', agentId: 'ben' }, [ring(ben)]);
export const toMobile = target({ type: 'number', number: '1' }, [ring(mobile, { confirm: true })]);
/** Ben at once and the outside number later; then ben again. */
const toGroup = target(
  { type: 'ring-group', groupId: 'g' },
  [ring(ben), ring(mobile, { delayMs: 5_000 })],
  [ring(ben)],
);
const toNobody = target({ type: 'agent', agentId: 'ben' });

/** Everything that can be said to a call in this state; with what does not fit, to see it refused or ignored. */
export function inputsOf(call: Call, now: number): readonly Input[] {
  const commands = commandsOf(call).map((command): Input => ({
    type: 'command',
    command,
    by: { type: 'api' },
  }));
  // Of a leg whose turn has not come Asterisk knows nothing, and can report nothing.
  const isKnown = (l: Leg) =>
    l.state !== 'gone' && !(l.state === 'wanted' && (l.startAt === undefined || l.startAt > now));
  const legs = call.legs.filter(isKnown).map((l) => l.id);
  const reports = [...legs, 'stranger'].flatMap((leg): Input[] => [
    { type: 'leg-ringing', leg },
    { type: 'leg-up', leg },
    { type: 'leg-gone', leg, how: 'hung-up' },
    { type: 'leg-gone', leg, how: 'unreachable' },
    { type: 'leg-gone', leg, how: 'declined' },
    { type: 'leg-gone', leg, how: 'no-answer' },
    { type: 'leg-gone', leg, how: 'forbidden' },
    { type: 'limit-reached', leg },
    { type: 'leg-failed', leg },
    { type: 'leg-progress', leg },
    { type: 'leg-redirected', leg, to: 'ben' },
    { type: 'phone-hold', leg, on: true },
    { type: 'phone-hold', leg, on: false },
    { type: 'key', leg, key: '1' },
    { type: 'key', leg, key: '2' },
    { type: 'key', leg, key: '5' },
    { type: 'prompt-ended', leg },
  ]);
  const attempt = call.attempt?.id ?? 'none';
  const stops = call.attempt?.stops ?? 1;
  const found = [toBen, toNobody].flatMap((who): Input[] => [
    { type: 'found', attempt, stops, found: who },
    { type: 'found', attempt, stops: stops - 1, found: who },
  ]);
  // Only counts while Ben is the owner.
  const bens: Input = { type: 'command', command: { type: 'hold' }, by: { type: 'api', agent: 'ben' } };
  return [...commands, bens, ...reports, ...found, { type: 'time' }, { type: 'asterisk-restarted' }];
}

function commandsOf(call: Call): readonly Command[] {
  const attempt = call.attempt?.id ?? call.attempts.at(-1)?.id ?? 'none';
  const targets = [toBen, toMobile, toGroup, toNobody];
  return [
    ...targets.flatMap((to): Command[] => [
      { type: 'introduce', target: to },
      { type: 'transfer', target: to, release: 'on-answer' },
      { type: 'transfer', target: to, release: 'now' },
    ]),
    { type: 'merge', attempt },
    { type: 'swap', attempt },
    { type: 'cancel', attempt },
    { type: 'cancel', attempt: call.attempts.at(-1)?.id ?? 'none' },
    { type: 'leave' },
    { type: 'hold' },
    { type: 'resume' },
    { type: 'drop' },
    ...call.legs.filter(isLive).map((l): Command => ({ type: 'remove', leg: l.id })),
  ];
}
