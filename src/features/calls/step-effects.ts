import { ifThere, type Observed, withBridge, withoutBridge } from '../../core/call/observed';
import type { Step } from '../../core/call/plan';

/** What an accepted step has changed for certain; moves and ends are told by events. */
export function effect(observed: Observed, step: Step, before: Observed): Observed {
  switch (step.type) {
    case 'create-bridge':
      return withBridge(observed, { id: step.bridge, type: step.kind });
    case 'destroy-bridge':
      return withoutBridge(observed, step.bridge);
    case 'dial':
      return ifThere(observed, step.leg, { dialled: true });
    case 'answer':
      return ifThere(observed, step.leg, { state: 'up', shown: step.shows });
    case 'show':
      return ifThere(observed, step.leg, { shown: step.shows });
    case 'ringback': {
      // A move in between may have stopped the tone, before or after it began.
      const isCertain =
        !step.on || observed.channels.get(step.leg)?.moves === before.channels.get(step.leg)?.moves;
      return ifThere(observed, step.leg, { ringback: isCertain ? step.on : null });
    }
    case 'prompt':
      return ifThere(observed, step.leg, { prompt: 'playing' });
    case 'end-prompt':
      return ifThere(observed, step.leg, { prompt: 'none' });
    case 'create-channel':
    case 'join':
    case 'part':
    case 'hang-up':
    case 'last-resort':
      return observed;
  }
}

/** It may have been done, or be done yet: what it sets is not known. */
export function doubt(observed: Observed, step: Step): Observed {
  switch (step.type) {
    case 'ringback':
      return ifThere(observed, step.leg, { ringback: null });
    case 'prompt':
    case 'end-prompt':
      return ifThere(observed, step.leg, { prompt: null });
    case 'show':
      return ifThere(observed, step.leg, { shown: null });
    default:
      return observed;
  }
}

/**
 * Whether what the step was to bring about is there to be seen.
 * @param before what was observed when the step began
 */
export function hasEffect(observed: Observed, step: Step, before: Observed): boolean {
  switch (step.type) {
    case 'create-channel':
      return observed.channels.get(step.leg)?.inApp === true;
    case 'join': {
      const channel = observed.channels.get(step.leg);
      if (channel === undefined) return true;
      // Where it is already it leaves and enters again; others may have left it since, so that it has to once more.
      return channel.bridge === step.bridge && channel.entries !== before.channels.get(step.leg)?.entries;
    }
    case 'part':
      return observed.channels.get(step.leg)?.bridge !== step.bridge;
    case 'hang-up':
    case 'last-resort':
      return !observed.channels.has(step.leg);
    case 'create-bridge':
    case 'destroy-bridge':
    case 'dial':
    case 'answer':
    case 'ringback':
    case 'prompt':
    case 'end-prompt':
    case 'show':
      return true;
  }
}
