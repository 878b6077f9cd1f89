import { type Identity } from '../calls/domain/call';
import { type LegEnding } from '../calls/domain/inputs';
import {
  type BridgeId,
  type ObservedBridge,
  type CompanyTrace,
  ObservedChannel,
} from '../calls/domain/observed';
import { type Step } from '../calls/domain/plan';

/** What Asterisk reports, in the core's words. Ids are channel and bridge ids. */
export type PbxEvent =
  /** A channel that we did not create is ours now: somebody calls. */
  | { readonly type: 'arrived'; readonly arrival: Arrival }
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
  | { readonly type: 'joined'; readonly channel: string; readonly bridge: BridgeId }
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
  /** Digits, `+`, `*`, `#` only; whatever else was dialled arrives as ''. */
  readonly dialled: string;
  readonly caller: Identity;
  /** The caller asked his network not to tell who he is. */
  readonly withheld?: boolean;
  /** PJSIP endpoint the channel belongs to. */
  readonly endpoint: string;
}

/** All that Asterisk has of ours at one moment. */
export interface Snapshot {
  /** When this Asterisk was started; epoch milliseconds. What is older than that is gone. */
  readonly startedAt: number;
  readonly channels: readonly (Omit<
    ObservedChannel,
    'ringback' | 'leaving' | 'prompt' | 'moves' | CompanyTrace
  > & {
    readonly arrival: Arrival | null;
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
