import type { MemberPresence, OutsideMember, PlanContext } from '../plan-context';
import type { GroupMember, Layer, RingGroup, Strategy } from '../ring-group';

export const NOW = 1_800_000_000_000;

export const free: MemberPresence = {
  name: 'Ann',
  extension: '101',
  status: 'available',
  activity: 'idle',
  wrapUpUntil: null,
  phones: [{ endpoint: 'desk-a', registered: true }],
};

export const skipAll = { onCall: true, notRegistered: true, wrapUp: true, away: true };

export const agent = (id: string, times: Partial<GroupMember> = {}) =>
  ({ type: 'agent', id, ...times }) as GroupMember;

export function group(layers: readonly Layer[], settings: Partial<RingGroup> = {}): RingGroup {
  return {
    id: 'g',
    name: 'Sales',
    active: true,
    rounds: 1,
    wrapUpSeconds: 0,
    confirm: false,
    skip: skipAll,
    noAnswer: null,
    layers,
    ...settings,
  };
}

export const layer = (strategy: Strategy, ...members: GroupMember[]): Layer => ({
  strategy,
  ringSeconds: 20,
  members,
});

export const via = (number: string): OutsideMember => ({
  to: { party: { type: 'number', number }, endpoint: `PJSIP/${number}@carrier` },
});

export function context(
  given: Partial<PlanContext['memory']> & Partial<Pick<PlanContext, 'presence' | 'outside'>> = {},
  random: () => number = () => 0,
): PlanContext {
  const {
    presence = new Map(['a', 'b', 'c', 'd'].map((id) => [id, free])),
    outside = new Map(['12', '+31612345678'].map((number) => [number, via(number)])),
    ...memory
  } = given;
  return {
    now: NOW,
    random,
    outside,
    presence,
    memory: { lastTried: new Map(), lastCallEndedAt: new Map(), callsToday: new Map(), ...memory },
  };
}
