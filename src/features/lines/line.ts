/** Where an inbound call of a line goes. */
export type LineDestination = { readonly type: 'agent' | 'ring-group'; readonly id: string };

/** Where a contact goes whom neither the destination nor a recall could place. */
export type LineFallback = LineDestination | { readonly type: 'number'; readonly number: string };

/** A company number and its settings. */
export interface Line {
  readonly id: string;
  readonly name: string;
  /** As it was given: digits, or `+` and digits. */
  readonly number: string;
  /** ISO 3166-1 alpha-2; what national numbers dialled on this line are read by. */
  readonly country?: string;
  /** Name of the PJSIP endpoint that leads outside. */
  readonly trunk: string;
  /** Ids of the agents who work on this line, in the given order. */
  readonly agents: readonly string[];
  readonly destination: LineDestination;
  /** Before the last resort. */
  readonly fallback?: LineFallback;
  /** Context of the dialplan, for instance a voicemail of its own; without it the one that all lines have. */
  readonly lastResort?: string;
  /** Music class of Asterisk. */
  readonly musicClass: string;
  readonly ringTimeoutSeconds?: number;
  // Which number each party sees, where it differs from the account's settings.
  readonly masking?: boolean;
  /** E.164. */
  readonly mask?: string;
  readonly transferCallerId?: 'lead' | 'mask';
}
