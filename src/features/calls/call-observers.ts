import type { Call } from '../../core/call/call';
import type { CallEvent } from '../../core/call/inputs';
import type { CallLog } from './call-log';

/** Follows the facts of all calls. Awaits nothing: the call goes on when it has returned. */
export interface CallObserver {
  /**
   * @param call the new facts
   * @param events what led to them; none after a restart
   * @param now epoch milliseconds
   */
  update(call: Call, events: readonly CallEvent[], now: number): void;
}

/** All that follow the calls, told in the order given. One that throws is logged, and the others hear it all the same. */
export class CallObservers implements CallObserver {
  constructor(
    private readonly observers: readonly CallObserver[],
    private readonly log: CallLog,
  ) {}

  update(call: Call, events: readonly CallEvent[], now: number): void {
    for (const observer of this.observers) {
      try {
        observer.update(call, events, now);
      } catch (error) {
        this.log.error(call, `${observer.constructor.name} could not follow the call`, error);
      }
    }
  }
}
