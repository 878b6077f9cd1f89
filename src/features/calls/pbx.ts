import type { Identity } from '../../core/call/call';
import type { LegEnding } from '../../core/call/inputs';
import type { BridgeId, CompanyTrace, ObservedBridge, ObservedChannel } from '../../core/call/observed';
import type { Step } from '../../core/call/plan';

/** What Asterisk reports, in the core's words. Ids are channel and bridge ids. */
export type PbxEvent =
  /** A channel that we did not create is ours now: somebody calls. */
  | { readonly type: 'arrived'; readonly arrival: Arrival }
  /**
   * A channel that neither called us nor was created by us is ours now: Asterisk has put it in the place of another (SIP Replaces,
   * RFC 3891), which is about to go.
   */
  | {
      readonly type: 'intruded';
      readonly channel: string;
      readonly replaced: string;
      readonly endpoint: string;
    }
  /** A channel that we created can be worked with. */
  | { readonly type: 'in-app'; readonly channel: string; readonly state: ObservedChannel['state'] }
  | { readonly type: 'state'; readonly channel: string; readonly state: ObservedChannel['state'] }
  /**
   * Its end has begun: nothing more can be done with it. `how` is null if that does not tell; of a channel that called us
   * nothing else does.
   */
  | { readonly type: 'hanging-up'; readonly channel: string; readonly how: LegEnding | null }
  /**
   * It is not ours any longer. Of a channel that called us nothing more is reported; of one that we created `gone` follows,
   * unless something else in Asterisk has taken it.
   */
  | { readonly type: 'left-app'; readonly channel: string }
  | { readonly type: 'gone'; readonly channel: string; readonly how: LegEnding }
  /** `endpoint`: whose channel it is, PJSIP's name of it; absent: not known, or of nobody's phone. */
  | {
      readonly type: 'joined';
      readonly channel: string;
      readonly bridge: BridgeId;
      readonly endpoint?: string;
    }
  | { readonly type: 'parted'; readonly channel: string; readonly bridge: BridgeId }
  | { readonly type: 'bridge-gone'; readonly bridge: BridgeId }
  | { readonly type: 'hold'; readonly channel: string; readonly on: boolean }
  | { readonly type: 'key'; readonly channel: string; readonly key: string }
  | { readonly type: 'prompt-ended'; readonly channel: string }
  /** It sends sound before it answers (SIP 183). */
  | { readonly type: 'progress'; readonly channel: string }
  /** Its phone asks to ring somebody else (SIP 302). */
  | { readonly type: 'redirected'; readonly channel: string; readonly to: string };

export interface Arrival {
  readonly channel: string;
  /** How the dialplan handed it over: from a trunk, or from one of our phones. */
  readonly from: 'trunk' | 'phone';
  /** Whatever was dialled there; from a trunk in one line of a number's length, and '' if it named none. */
  readonly dialled: string;
  /** The dialplan has said itself that the caller is not to be shown. Whether they wish so, {@link Pbx.identify} tells. */
  readonly isToBeWithheld: boolean;
  /** PJSIP endpoint the channel belongs to. */
  readonly endpoint: string;
  /** Identity of the store whose phone or trunk it came by, or which has taken the call; absent if that is not told. */
  readonly store?: string;
}

/** The caller, as far as known. One who withholds the number has neither name nor number here: nobody else gets to know them. */
export interface Caller extends Identity {
  readonly withheld: boolean;
  /** Why it could not be told whether they withhold it; then they are taken to do so. */
  readonly doubt?: string;
}

/** All that Asterisk has of ours at one moment, with whoever is in a bridge of ours. */
export interface Snapshot {
  /** When this Asterisk was started; epoch milliseconds. What is older than that is gone. */
  readonly startedAt: number;
  readonly channels: readonly (Omit<
    ObservedChannel,
    'ringback' | 'leaving' | 'prompt' | 'moves' | 'entries' | CompanyTrace
  > & {
    readonly arrival: Arrival | null;
    /** As of {@link PbxEvent} `joined`. */
    readonly endpoint?: string;
  })[];
  readonly bridges: readonly ObservedBridge[];
}

/**
 * Why a step was not done:
 * - `no-such`: the channel or bridge does not exist (any longer).
 * - `not-now`: it is there but cannot take this now; look again.
 * - `refused`: Asterisk will not do it, for instance nobody is registered at the endpoint.
 * - `unknown`: no answer in time, or the connection was lost: it may have been done.
 */
export class PbxFailure extends Error {
  override readonly name = 'PbxFailure';

  constructor(
    readonly kind: 'no-such' | 'not-now' | 'refused' | 'unknown',
    message: string,
  ) {
    super(message);
  }
}

export interface PbxListener {
  onPbxEvent(event: PbxEvent): void;
  /** Connected (again): what was observed before may be out of date. */
  onPbxUp(): void;
  onPbxDown(): void;
}

/** Asterisk as the call core sees it. */
export abstract class Pbx {
  abstract get connected(): boolean;
  abstract listen(listener: PbxListener): void;

  /**
   * Asks Asterisk who it is that has arrived, and whether they wish to be shown. Of who does not, name and number are taken
   * off the channel, too. What Asterisk does not tell in time is withheld; it rejects for nothing of that kind.
   */
  abstract identify(arrival: Arrival): Promise<Caller>;

  /**
   * Asks Asterisk to do one step. Resolving means accepted; for moves the event tells when it is done.
   * @throws PbxFailure
   */
  abstract perform(step: Step): Promise<void>;

  /** @throws PbxFailure of kind `unknown` */
  abstract look(): Promise<Snapshot>;

  /**
   * Whether the hold key of its phone is pressed, which no {@link look} tells; null if that cannot be known of it.
   * @throws PbxFailure of kind `unknown`
   */
  abstract isOnHold(channel: string): Promise<boolean | null>;
}
