import type { Step } from '../../../src/core/call/plan';
import type { Caller, PbxEvent, Snapshot } from '../../../src/features/calls/pbx';
import type { CallIn } from '../../simulation/simulated-asterisk';

/** Somebody with a telephone that Asterisk hears, by the name of their account and of their tone. */
export type Name = 'ann' | 'ben' | 'cid' | 'caller';

/** `nothing`, or what sounds and who speaks: `ann`, `ann + ben`, `music`, `ringback`, `prompt`. */
export type Sound = string;

/** Either Asterisk, as a script sees it. */
export interface Stage {
  perform(step: Step): Promise<string>;
  /** Until that was reported of a channel or bridge so many times since the beginning; once if not said. */
  until(of: string, what: string, times?: number): Promise<void>;
  /** Everything that was reported, in order. */
  readonly reports: readonly string[];
  snapshot(): Promise<Snapshot>;
  /** Until somebody's phone, which was dialled, has the call. */
  isCalled(who: Name): Promise<void>;
  answers(who: Name): Promise<void>;
  hangsUp(who: Name): Promise<void>;
  holds(who: Name, on: boolean): Promise<void>;
  presses(who: Name, key: string, by: 'rtp' | 'info'): Promise<void>;
  /** Speaks before it answers (SIP 183). */
  announces(who: Name): Promise<void>;
  redirects(who: Name, to: string): Promise<void>;
  refuses(who: Name, how: 'busy' | 'declined'): Promise<void>;
  /** Somebody calls. The id of their channel. */
  arrives(who: Name, call: Omit<CallIn, 'channel'>): Promise<string>;
  /** The one who has called. */
  identifies(channel: string): Promise<Caller>;
  /** What each hears from now on, and goes on to hear. @throws if it is anything else */
  hear(expected: Partial<Record<Name, Sound>>): Promise<void>;
  /** What somebody hears once nothing changes, where that is a matter of chance. */
  heardBy(who: Name): Promise<Sound>;
}

/** What it gives is compared, too. */
export type Script = (stage: Stage) => Promise<unknown>;

const call = '11111111-2222-4333-8444-555555555555';
export const id = (name: string) => `baton-${call}-${name}`;
export const [first, second, third] = [id('1'), id('2'), id('3')];
export const [talk, other, hold] = [id('talk1'), id('talk2'), id('hold1')];
const anna = { name: 'Anna', number: '201' };
export const ben = { name: 'Ben', number: '202' };

/** Whose phone a channel of the scripts rings. */
export const ids: Readonly<Record<Exclude<Name, 'caller'>, string>> = {
  ann: first,
  ben: second,
  cid: third,
};

export const create = (leg: string, endpoint: string): Step => ({
  type: 'create-channel',
  leg,
  endpoint,
  shows: { ...anna, reason: '' },
  musicClass: null,
});
export const dial = (leg: string): Step => ({ type: 'dial', leg, forMs: 20_000 });
export const bridge = (to: string, kind: 'mixing' | 'holding'): Step => ({
  type: 'create-bridge',
  bridge: to,
  kind,
});
export const join = (leg: string, to: string, kind: 'mixing' | 'holding' = 'mixing'): Step => ({
  type: 'join',
  leg,
  bridge: to,
  kind,
  musicClass: null,
});
export const part = (leg: string, from: string): Step => ({ type: 'part', leg, bridge: from });
export const ringback = (leg: string, on: boolean): Step => ({ type: 'ringback', leg, on });
export const hangUp = (leg: string): Step => ({ type: 'hang-up', leg, reason: 'call-over' });
export const destroy = (of: string): Step => ({ type: 'destroy-bridge', bridge: of });
export const prompt = (leg: string): Step => ({ type: 'prompt', leg, caller: { name: '', number: '' } });
export const endPrompt = (leg: string): Step => ({ type: 'end-prompt', leg });
export const answer = (leg: string): Step => ({ type: 'answer', leg, shows: null, musicClass: null });

/** Somebody without a phone: a Local channel into the dialplan. */
export const local = (to: string) => `Local/${to}@contract`;

/** Somebody answers in the dialplan. */
export async function answered(stage: Stage, leg: string): Promise<void> {
  await stage.perform(create(leg, local('answers')));
  await stage.until(leg, 'in-app down');
  await stage.perform(dial(leg));
  await stage.until(leg, 'state up');
}

/** Somebody's phone rings. */
export async function ringing(stage: Stage, who: keyof typeof ids): Promise<void> {
  await stage.perform(create(ids[who], `PJSIP/${who}`));
  await stage.until(ids[who], 'in-app down');
  await stage.perform(dial(ids[who]));
  await stage.isCalled(who);
  await stage.until(ids[who], 'state ringing');
}

/** Each has answered the phone, and they are in that bridge in this order. */
export async function together(
  stage: Stage,
  at: string,
  ...who: readonly (keyof typeof ids)[]
): Promise<void> {
  await stage.perform(bridge(at, at === hold ? 'holding' : 'mixing'));
  for (const name of who) {
    await onThePhone(stage, name);
    await moved(stage, name, at);
  }
}

/** Somebody has answered the phone. */
export async function onThePhone(stage: Stage, who: keyof typeof ids): Promise<void> {
  await ringing(stage, who);
  await stage.answers(who);
  await stage.until(ids[who], 'state up');
}

export async function moved(stage: Stage, who: keyof typeof ids, to: string, times = 1): Promise<void> {
  const answer = await stage.perform(join(ids[who], to, to === hold ? 'holding' : 'mixing'));
  if (answer !== 'done') throw new Error(`${who} may not join ${to}: ${answer}`);
  await stage.until(ids[who], `joined ${to}`, times);
}

/** Ben has pressed the hold key in a conversation with Ann. */
export async function held(stage: Stage): Promise<void> {
  await together(stage, talk, 'ann', 'ben');
  await stage.holds('ben', true);
  await stage.until(second, 'hold on');
  await stage.hear({ ann: 'music' });
}

/** Ann waits with music, after a conversation. */
export async function waiting(stage: Stage): Promise<void> {
  await together(stage, talk, 'ann');
  await stage.perform(bridge(hold, 'holding'));
  await moved(stage, 'ann', hold);
  await stage.hear({ ann: 'music' });
}

export function isAbout(event: PbxEvent, of: string): boolean {
  if (event.type === 'arrived') return event.arrival.channel === of;
  return 'channel' in event ? event.channel === of : event.bridge === of;
}

export function inWords(event: PbxEvent): string {
  switch (event.type) {
    case 'in-app':
    case 'state':
      return `${event.type} ${event.state}`;
    case 'joined':
    case 'parted':
      return `${event.type} ${event.bridge}`;
    case 'gone':
      return `gone ${event.how}`;
    case 'hanging-up':
      // Whether a plain hang-up says that it is one is not always so, and the same to Baton.
      return `hanging-up ${event.how ?? 'hung-up'}`;
    case 'hold':
      return `hold ${event.on ? 'on' : 'off'}`;
    case 'key':
      return `key ${event.key}`;
    case 'redirected':
      return `redirected ${event.to}`;
    case 'arrived': {
      const { from, dialled, isToBeWithheld, endpoint } = event.arrival;
      return `arrived ${JSON.stringify({ from, dialled, isToBeWithheld, endpoint })}`;
    }
    case 'intruded':
    case 'left-app':
    case 'bridge-gone':
    case 'prompt-ended':
    case 'progress':
      return event.type;
  }
}

/** Channels that Asterisk names itself bear other names on both. */
export function subjectOf(event: PbxEvent): string {
  const of =
    event.type === 'arrived' ? event.arrival.channel : 'channel' in event ? event.channel : event.bridge;
  return of.startsWith('baton-') ? of.replace(`baton-${call}-`, '') : 'caller';
}

export function comparable({ channels, bridges }: Snapshot): unknown {
  const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
  return {
    channels: [...channels].sort(byId).map(({ id: channel, inApp, state, bridge: at, shown }) => ({
      channel: channel.startsWith('baton-') ? channel : 'caller',
      inApp,
      state,
      at,
      shown,
    })),
    bridges: [...bridges].sort(byId),
  };
}
