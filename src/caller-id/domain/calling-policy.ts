/** How much a trunk's carrier lets us say about who really calls (docs/caller-id.md). */
export type ForeignNumberProfile = 'none' | 'diversion' | 'assert';

export interface TrunkProfile {
  readonly profile: ForeignNumberProfile;
  /** Domain in the profile's header; without it the header bears a `tel:` address. */
  readonly domain?: string;
}

/** What an agent who is asked to take over sees while masking is on. */
export type TransferCallerId = 'lead' | 'mask';

/**
 * Who sees which number in a call, as it was set when the call began: a change of settings never disturbs a live call.
 * Account, line and trunk have been put together here.
 */
export interface CallingPolicy {
  readonly masking: boolean;
  /** What stands for everybody while masking is on; the line's own number unless set otherwise. */
  readonly mask: string;
  readonly transferCallerId: TransferCallerId;
  readonly trunk: TrunkProfile;
  /** Digits of the emergency numbers that hold on this line. */
  readonly emergency: readonly string[];
}

/** What we are to people outside: a company number and its name. */
export interface OwnNumber {
  readonly name: string;
  readonly number: string;
}

/** Nobody has set anything. */
export function defaultPolicy(line: OwnNumber): CallingPolicy {
  return {
    masking: false,
    mask: line.number,
    transferCallerId: 'lead',
    trunk: { profile: 'none' },
    emergency: [],
  };
}

/**
 * Written in whatever way: `112`, `1 12`, `+112` are one number, and `112#` is how some phones end it. With `*` or `#` anywhere
 * else it is another code of the network, and no call for help.
 */
export function isEmergency(number: string, emergency: readonly string[]): boolean {
  const dialled = number.replace(/#$/, '');
  return !/[*#]/.test(dialled) && emergency.includes(dialled.replace(/[^0-9]/g, ''));
}
