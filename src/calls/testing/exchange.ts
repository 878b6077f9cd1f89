import { type Call, type Found } from '../domain/call';
import { Story } from '../domain/testing/story';
import { type Welcome } from '../reception';
import { Switchboard } from '../switchboard';
import { KeptCalls } from './kept-calls';
import { ManualClock } from './manual-clock';
import { RecordingPbx } from './recording-pbx';

/** A switchboard with nothing around it but what a test holds in its hands. */
export class Exchange {
  readonly clock = new ManualClock();
  readonly pbx = new RecordingPbx();
  readonly store = new KeptCalls();
  readonly published: string[] = [];
  /** Who is where somebody is looked for. */
  found: () => Found = () => ({ waves: [], then: [] });
  /** What becomes of somebody who calls. */
  welcome: () => Promise<Welcome> = () => Promise.resolve({ type: 'last-resort' });
  readonly onCall = new Set<string>();
  readonly switchboard = new Switchboard(
    {
      pbx: this.pbx,
      store: this.store,
      clock: this.clock,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      find: () => Promise.resolve(this.found()),
      isOnCall: (agentId) => this.onCall.has(agentId),
      publish: (_, events) => this.published.push(...events.map(({ type }) => type)),
    },
    { welcome: () => this.welcome() },
  );

  /** Takes over a call as it was when a story was told so far. */
  async resume(story: Story): Promise<Call> {
    this.store.kept.set(story.call.id, story.call);
    await this.switchboard.start();
    return story.call;
  }
}
