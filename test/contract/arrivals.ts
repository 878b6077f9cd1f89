import type { EmbeddedAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { AriPbx } from '../../src/asterisk/adapter/ari-pbx';
import type { Arrival } from '../../src/features/calls/pbx';
import { awaitChange, Changes } from '../support/await';
import type { AriFixture, WatchedClient } from './ari-fixture';

/** What arrives at Baton's port to Asterisk. */
export class Arrivals {
  readonly all: Arrival[] = [];
  readonly pbx: AriPbx;
  readonly #changes = new Changes();

  private constructor(readonly client: WatchedClient['client']) {
    this.pbx = new AriPbx(client, 'baton', { identity: 'ourstore', owns: (store) => store === 'ourstore' });
    this.pbx.listen({
      onPbxEvent: (event) => {
        if (event.type !== 'arrived') return;
        this.all.push(event.arrival);
        this.#changes.tell();
      },
      onPbxUp: () => undefined,
      onPbxDown: () => undefined,
    });
  }

  static async at(asterisk: EmbeddedAsterisk, fixture: AriFixture): Promise<Arrivals> {
    const arrivals = new Arrivals(fixture.client(asterisk).client);
    await arrivals.client.start();
    return arrivals;
  }

  /** The first that comes once the call has been made. */
  async after(call: () => unknown, what: string): Promise<Arrival> {
    const before = this.all.length;
    call();
    return awaitChange({
      what: `the arrival of ${what}`,
      withinMs: 5_000,
      watch: this.#changes.watch,
      look: () => this.all[before],
    });
  }

  async hangUp({ channel }: Arrival): Promise<void> {
    await this.pbx.perform({ type: 'hang-up', leg: channel, reason: 'call-over' });
  }
}
