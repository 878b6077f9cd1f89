import { join } from 'node:path';
import { startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { startBaton } from '../support/baton';
import { asteriskOf, World } from '../support/world';
import { Cast } from './cast';
import { StepWire } from './step-wire';

/** A world whose server can be killed and started again, and whose wire to Asterisk can be cut. */
export class Site {
  /** Resolves when the server is there; pending from a kill to the end of the next start. */
  up: Promise<void> = Promise.resolve();

  private constructor(
    readonly world: World,
    readonly wire: StepWire,
    readonly cast: Cast,
  ) {}

  static async open(): Promise<Site> {
    const world = await World.start();
    try {
      const wire = await StepWire.to(world.asterisk.ports.http);
      await world.baton.stop();
      await startServer(world, wire);
      return new Site(world, wire, await Cast.assemble(world));
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  /** SIGKILL; the server does nothing more from the next line on. */
  killBaton(): void {
    process.kill(this.world.baton.pid, 'SIGKILL');
  }

  /** On the same data, as a supervisor would. */
  startBaton(): Promise<void> {
    const { world, wire } = this;
    const { baton, events } = world;
    this.up = (async () => {
      await baton.kill();
      events.close();
      await startServer(world, wire);
    })();
    return this.up;
  }

  /** As a crash of the machine's other half: everything in it is gone, its database stays. */
  async restartAsterisk(): Promise<void> {
    const { world } = this;
    const { ports, ariPassword } = world.asterisk;
    // Asterisk writes its database a moment after it was told: phones that were just pushed would be forgotten.
    await this.cast.untilPhonesAreStored(join(world.dir, 'asterisk'));
    await world.asterisk.kill();
    await this.cast.losePhones();
    world.asterisk = await startAsterisk({ ...asteriskOf(world.dir, {}), ports, ariPassword });
    await this.cast.reopenTrunk();
  }

  async close(): Promise<void> {
    await this.up.catch(() => undefined);
    await this.cast.losePhones();
    await this.world.stop();
    await this.wire.close();
  }
}

async function startServer(world: World, wire: StepWire): Promise<void> {
  world.baton = await startBaton({
    asterisk: { ...world.asterisk, ariUrl: wire.url },
    dataDir: join(world.dir, 'data'),
  });
  world.events = await world.baton.events();
}
