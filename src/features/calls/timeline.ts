import type { CallEvent, Input } from '../../core/call/inputs';
import type { Step } from '../../core/call/plan';

/** What happened in a call, in order: what came in, what it changed, and what was done in Asterisk about it. */
export type TimelineEntry =
  | { readonly kind: 'input'; readonly at: number; readonly input: Input }
  | { readonly kind: 'event'; readonly at: number; readonly event: CallEvent }
  | {
      readonly kind: 'step';
      /** When it was begun; epoch milliseconds, as all times here. */
      readonly at: number;
      readonly step: Step;
      readonly tookMs: number;
      /** `done`, or why not (PbxFailure). */
      readonly result: string;
      readonly why?: string;
    };
