import { Registry } from 'prom-client';
import type { Call, Found, Leg } from '../../../core/call/call';
import type { Rule } from '../../../core/call/rules';
import type { Story } from '../../../core/call/testing/story';
import { CallMeasures } from '../call-measures';
import type { Intruder } from '../call-surroundings';
import type { Welcome } from '../reception';
import { Switchboard } from '../switchboard';
import { KeptCalls } from './kept-calls';
import { ManualClock } from './manual-clock';
import { RecordingPbx } from './recording-pbx';

/** Identity of the store that the switchboard is of. */
export const OUR_STORE = 'ourstore';

/** A switchboard with nothing around it but what a test holds in its hands. */
export class Exchange {
  readonly clock = new ManualClock();
  readonly pbx = new RecordingPbx();
  readonly store = new KeptCalls();
  readonly metrics = new Registry();
  readonly published: string[] = [];
  readonly intruders: Intruder[] = [];
  readonly brokenRules: Rule[] = [];
  /** What was logged as an error. */
  readonly errors: string[] = [];
  /** Those who are where somebody is looked for. */
  found: () => Found = () => ({ waves: [], then: [] });
  /** What becomes of somebody who calls. */
  welcome: () => Promise<Welcome> = () => Promise.reject(new Error('nobody is at the reception'));
  notTaken = 0;
  readonly onCall = new Set<string>();
  /** Legs that may not be dialled when their turn comes. */
  readonly forbidden = new Set<string>();
  /** By what an outside leg is dialled. */
  dialString: (l: Leg) => string | null = ({ endpoint = null }) => endpoint;
  readonly switchboard: Switchboard;

  /** @param identity of the store that the switchboard is of */
  constructor(identity = OUR_STORE) {
    this.switchboard = new Switchboard(
      {
        pbx: this.pbx,
        store: this.store,
        identity,
        clock: this.clock,
        watch: new CallMeasures(this.metrics),
        log: { info: () => undefined, warn: () => undefined, error: (_, what) => this.errors.push(what) },
        find: () => Promise.resolve(this.found()),
        admit: (_, l) => (this.forbidden.has(l.id) ? null : this.dialString(l)),
        isOnCall: (agentId) => this.onCall.has(agentId),
        intruded: (intruder) => this.intruders.push(intruder),
        ruleBroken: (_, { rule }) => this.brokenRules.push(rule),
        publish: (_, events) => this.published.push(...events.map(({ type }) => type)),
      },
      { welcome: () => this.welcome(), notTaken: () => (this.notTaken += 1) },
    );
  }

  /** Takes over a call as it was when a story was told so far. */
  async resume(story: Story): Promise<Call> {
    this.store.kept.set(story.call.id, story.call);
    await this.switchboard.start();
    return story.call;
  }
}
