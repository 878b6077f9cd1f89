import type { AttemptKind, AttemptOutcome, Direction, EndReason, Stop } from '../../core/call/call';
import type { Command } from '../../core/call/inputs';
import type { Step } from '../../core/call/plan';
import type { ErrorCode } from '../../platform/refusals/catalogue';
import type { StoreTrouble } from '../../platform/store/store-failure';
import type { PbxFailure } from './pbx';

/** What became of a step: `done`, or why it was not done. */
export type StepResult = 'done' | PbxFailure['kind'];

/** The verbs of the API. */
export const commandNames = [
  'originate',
  'introduce',
  'transfer',
  'merge',
  'swap',
  'cancel',
  'leave',
  'hold',
  'resume',
  'remove',
  'drop',
] as const satisfies readonly (Command['type'] | 'originate')[];
export type CommandName = Command['type'] | 'originate';

/** Why a command was not carried out; `internal-error`: nobody has foreseen it. */
export type CommandFailure = ErrorCode | `store-${StoreTrouble}` | 'internal-error';

/** What a leg is to hear. `talk`: everybody it is in one room with, and they hear it. */
export type Sound = 'music' | 'ringback' | 'talk';

/** How far a recall has come. `fallback`: the line's, or where a ring group leads on. `redirect`: where a phone points. */
export const recallStages = [
  'owner',
  'earlier-owner',
  'group',
  'fallback',
  'redirect',
  'last-resort',
] as const;
export type RecallStage = (typeof recallStages)[number];

/** What a look has found that no event had told: of a call, or of what belongs to no call. */
export const repairs = [
  'leg-ringing',
  'leg-answered',
  'leg-gone',
  'leg-moved',
  'asterisk-restarted',
  'caller',
  'channel',
  'bridge',
  'intruder',
] as const;
export type Repair = (typeof repairs)[number];

/** What has happened in a call that is counted. */
export type CallChange =
  | { readonly type: 'started'; readonly direction: Direction }
  | { readonly type: 'ended'; readonly direction: Direction; readonly reason: EndReason }
  | { readonly type: 'last-resort'; readonly search: AttemptKind }
  | {
      readonly type: 'transfer-closed';
      readonly mode: 'warm' | 'cold';
      readonly target: Stop['type'];
      readonly outcome: AttemptOutcome;
    }
  | { readonly type: 'recall-stage'; readonly stage: RecallStage }
  | { readonly type: 'recall-closed'; readonly stage: RecallStage; readonly outcome: AttemptOutcome };

/**
 * Is told what an operator measures, as it happens. Never in the way: it answers nothing, throws nothing, and is told no number
 * and no name.
 */
export interface CallWatch {
  stepped(step: Step['type'], result: StepResult, tookMs: number): void;
  /** A step that Asterisk has accepted showed no effect in time. */
  hadNoEffect(step: Step['type']): void;
  /** All that a command asks for is to be seen in Asterisk. `tookMs`: since it was asked for. */
  inEffect(command: CommandName, tookMs: number): void;
  /** `tookMs`: since the event or command that it follows from. */
  heard(sound: Sound, tookMs: number): void;
  changed(change: CallChange): void;
  looked(result: 'done' | 'failed', tookMs: number): void;
  repaired(repair: Repair): void;
}
