import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { startBaton } from '../support/baton';
import type { NpmStart } from '../support/npm-start';
import { asteriskOf, World } from '../support/world';
import { Cast } from './cast';
import { StepWatch } from './step-watch';
import { StepWire } from './step-wire';

/** As keep-running.cjs has it, and what passes until it has been told. */
const WELL_AFTER_MS = 5_500;

/** What runs the server, and starts it again: this test, with a wire in between that can be cut, or the real `npm start`. */
export type Starter = 'the test' | 'npm start';

/** A world whose server can be killed and is started again. */
export class Site {
  /** Resolves when the server is there; pending from a kill to the end of the next start. */
  up: Promise<void> = Promise.resolve();
  #killed: number | undefined;
  #since = performance.now();

  private constructor(
    readonly world: World,
    readonly wire: StepWire | StepWatch,
    readonly cast: Cast,
    private readonly npmStart?: NpmStart,
  ) {}

  static open(starter: Starter): Promise<Site> {
    return starter === 'npm start' ? Site.#underNpmStart() : Site.#ofTheTest();
  }

  static async #underNpmStart(): Promise<Site> {
    const { world, npmStart } = await World.underNpmStart();
    try {
      const watch = await StepWatch.of(world.asterisk);
      return new Site(world, watch, await Cast.assemble(world), npmStart);
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  static async #ofTheTest(): Promise<Site> {
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

  /** Resolves when a server that is killed now is started again at once: one that dies again and again is given pauses. */
  async untilWell(): Promise<void> {
    await this.up;
    if (this.npmStart !== undefined)
      await pause(Math.max(0, this.#since + WELL_AFTER_MS - performance.now()));
  }

  /** SIGKILL; the server does nothing more from the next line on. */
  killBaton(): void {
    this.#killed = this.world.baton.pid;
    process.kill(this.#killed, 'SIGKILL');
  }

  /** Resolves when the killed one is gone. `npm start` has another one by then, or is about to. */
  async untilBatonIsGone(): Promise<void> {
    if (this.npmStart === undefined) await this.world.baton.kill();
  }

  /** On the same data, as a supervisor would; or by the one that is there. */
  startBaton(): Promise<void> {
    const { world, wire, npmStart } = this;
    this.up = (async () => {
      if (npmStart !== undefined) {
        await npmStart.untilServerIsNot(this.#killed);
        this.#since = performance.now();
        await world.readEventsAnew();
        return;
      }
      await world.baton.kill();
      world.events.close();
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

async function startServer(world: World, wire: StepWire | StepWatch): Promise<void> {
  if (wire instanceof StepWatch) throw new Error('npm start starts its server');
  world.baton = await startBaton({
    asterisk: { ...world.asterisk, ariUrl: wire.url },
    dataDir: join(world.dir, 'data'),
  });
  world.events = await world.baton.events();
}
