import { Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { SystemClock } from './clock';
import { Switchboard } from './switchboard';

/** What an operator watches for something that is never let go of: both fall back when people hang up. */
@Injectable()
export class CallMetrics {
  constructor(metrics: Registry, switchboard: Switchboard, clock: SystemClock) {
    new Gauge({
      name: 'baton_live_calls',
      help: 'Calls that are not over, or of which something is still in Asterisk',
      registers: [metrics],
      collect() {
        this.set(switchboard.calls.length);
      },
    });
    new Gauge({
      name: 'baton_call_timers',
      help: 'Deadlines, retries and looks that calls have ahead of them; without a call, the next look at Asterisk',
      registers: [metrics],
      collect() {
        this.set(clock.pending);
      },
    });
  }
}
