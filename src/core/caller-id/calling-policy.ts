/** How much a trunk's carrier lets us say about who really calls (docs/caller-id.md). */
export type ForeignNumberProfile = 'none' | 'diversion' | 'assert';

/**
 * How a trunk's carrier wants numbers to be written: `+31205550100`, `31205550100`, `0031205550100` (with the international prefix of
 * the line's country), or as one dials in the line's country, `0205550100` (and others as in `international`).
 */
export const numberFormats = ['e164', 'e164-without-plus', 'international', 'national'] as const;
export type NumberFormat = (typeof numberFormats)[number];

export interface TrunkProfile {
  readonly profile: ForeignNumberProfile;
  /** Default: `e164`. */
  readonly numberFormat?: NumberFormat;
  /** Domain in the profile's header; without it the header bears a `tel:` address. */
  readonly domain?: string;
}

/** What an agent who is asked to take over sees while masking is on. */
export type TransferCallerId = 'lead' | 'mask';

/**
 * Which number each party of a call sees, as it was set when the call began: a change of settings never disturbs a live call.
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
