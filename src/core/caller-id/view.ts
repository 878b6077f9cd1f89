/** Somebody in a call, as far as others might be shown who it is. */
export interface Person {
  readonly type: 'contact' | 'agent' | 'number';
  readonly name: string;
  /** Of an agent: the extension. */
  readonly number: string;
  /** Asked their network not to tell who they are. */
  readonly withheld?: boolean;
}

/** The one who looks, and at what moment: each row of the table of docs/caller-id.md#the-table. */
export type View =
  | {
      readonly viewer: 'inside-target';
      readonly stage: 'ringing' | 'consultation' | 'connected';
      readonly transferor: Person | null;
      readonly contact: Person;
    }
  | {
      readonly viewer: 'outside-target';
      readonly dialled: string;
      readonly contact: Person;
      /** How the call began: a contact whom we called did not ask to be shown to others. */
      readonly origin: 'called-in' | 'called-by-us';
    }
  | { readonly viewer: 'recalled'; readonly lastTarget: Person | null; readonly contact: Person }
  /** Somebody outside; `dialled` if we called them. */
  | { readonly viewer: 'contact'; readonly dialled: string | null }
  /** An agent whose call it is, whoever they talk to just now. */
  | { readonly viewer: 'agent'; readonly partner: Person | null }
  /** The other side of a call between agents. */
  | { readonly viewer: 'colleague'; readonly partner: Person | null };

/** What a party is shown, and how that came about. */
export interface Presented {
  readonly name: string;
  readonly number: string;
  /** Headers that a trunk needs besides; values as they go over the wire. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The trunk's profile, where it played a part. */
  readonly profile?: 'none' | 'diversion' | 'assert';
  /** In words, for the record and the preview. */
  readonly reason: string;
}
