/** When each member of a layer rings (docs/semantics.md#ring-groups). All but `simultaneous` ring one member at a time. */
export const strategies = [
  'simultaneous',
  'ordered',
  'round-robin',
  'longest-idle',
  'fewest-calls',
  'random',
  'weighted',
] as const;
export type Strategy = (typeof strategies)[number];

interface MemberTimes {
  /** Seconds from the start of the wave until the member rings; default 0. */
  readonly delaySeconds?: number;
  /** How long the member rings; default: as long as the wave has left when this ringing begins. */
  readonly ringSeconds?: number;
  /** How likely the member is drawn before the others by `weighted`; default 1. */
  readonly weight?: number;
}

type AgentMember = MemberTimes & { readonly type: 'agent'; readonly id: string };
type NumberMember = MemberTimes & { readonly type: 'number'; readonly number: string };
export type GroupMember = AgentMember | NumberMember;

export interface Layer {
  readonly strategy: Strategy;
  /** How long each wave of the layer lasts. */
  readonly ringSeconds: number;
  readonly members: readonly GroupMember[];
}

/** Which members are passed over. */
export interface SkipRules {
  /** Those who talk or are being rung. */
  readonly onCall: boolean;
  /** Phones that are not registered; an agent with none that is. */
  readonly notRegistered: boolean;
  readonly wrapUp: boolean;
  /** Those who say of themselves that they are away or busy. */
  readonly away: boolean;
}

/** Where a caller goes whom nobody of the group took. */
export type NoAnswer =
  | { readonly type: 'agent'; readonly id: string }
  | { readonly type: 'ring-group'; readonly id: string }
  | { readonly type: 'number'; readonly number: string }
  | { readonly type: 'last-resort' };

export interface RingGroup {
  readonly id: string;
  readonly name: string;
  /** Only an active group is offered and accepted as a target. */
  readonly active: boolean;
  /** Shown to members before the caller's name. */
  readonly namePrefix?: string;
  /** Music class of Asterisk for those who wait; default: the line's. */
  readonly musicClass?: string;
  /** How often all layers are gone through. */
  readonly rounds: number;
  /** How long a member is left alone after a call of this group. */
  readonly wrapUpSeconds: number;
  /** A member who picks up must confirm before being connected. */
  readonly confirm: boolean;
  readonly skip: SkipRules;
  /** Null: the transfer or the inbound call fails as if one target had not answered. */
  readonly noAnswer: NoAnswer | null;
  readonly layers: readonly Layer[];
}

/** A member's name in memory: it stays the same when members are moved or their settings change. */
export type MemberKey = `agent:${string}` | `number:${string}`;

export function memberKey(member: GroupMember): MemberKey {
  switch (member.type) {
    case 'agent':
      return `agent:${member.id}`;
    case 'number':
      return `number:${member.number}`;
  }
}
