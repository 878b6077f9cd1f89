import { join } from 'node:path';
import { liftGuard } from '../support/guard';
import { Office } from '../support/office';
import { callKinds } from './call-kinds';
import { Bystanders, type CallBench, tryCall } from './calls';
import { describe, type Fault, faultsOf, FaultyDriver } from './faults';
import { type Bench, type Trial, tryChange } from './judge';
import { asTold, OnDisk } from './picture';
import { Desk, settingKinds } from './setting-kinds';
import type { StoreResult } from './store';

/** Does its part, at an Asterisk of its own, tells what came of it, and ends. */

process.on('disconnect', () => process.exit(1));
const [, , part, only = ''] = process.argv;
doPart().then(
  (result) => process.send?.(result, () => process.exit(0)),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

/** @throws Error if a kind of write does not even work without a fault, or the judge does not see through a lie */
async function doPart(): Promise<StoreResult> {
  const socket = join('/tmp', `baton-faults-${process.pid}`);
  const preload = `--require=${join(__dirname, 'faulty-driver.cjs')}`;
  const office = await Office.open({
    env: { NODE_OPTIONS: preload, BATON_TEST_FAULTS: socket, LOG_LEVEL: 'fatal' },
  });
  try {
    await liftGuard(office.world.baton);
    const campaign = new Campaign(office, socket, await Bystanders.talk(office));
    await campaign.seeThroughALie();
    return await (part === 'settings' ? campaign.settings(only) : campaign.calls(only));
  } finally {
    await office.world.stop();
  }
}

class Campaign {
  #failures = 0;
  #untrue = 0;
  #disturbed = 0;
  readonly #disk: OnDisk;
  readonly #desk: Desk;

  constructor(
    private readonly office: Office,
    private readonly socket: string,
    private readonly bystanders: Bystanders,
  ) {
    const { world, anna } = office;
    this.#disk = new OnDisk(join(world.dir, 'data'));
    this.#desk = new Desk(() => world.baton, anna.id, world.lineId);
  }

  async settings(only: string): Promise<StoreResult> {
    for (const kind of settingKinds.filter(({ name }) => name.includes(only))) {
      await this.#kind(kind.name, (driver, faults) => tryChange(this.#bench(driver), kind, faults));
      await this.#killAndCompare(kind.name);
    }
    return this.#result();
  }

  async calls(only: string): Promise<StoreResult> {
    for (const kind of callKinds.filter(({ name }) => name.includes(only))) {
      await this.#kind(kind.name, (driver, faults) => this.#callTrial(driver, kind, faults));
      await this.#killInCall(kind);
    }
    return this.#result();
  }

  #result(): StoreResult {
    return { failures: this.#failures, untrue: this.#untrue, disturbed: this.#disturbed };
  }

  /** One that says that it has stored what it has not. */
  async seeThroughALie(): Promise<void> {
    const [kind] = settingKinds;
    if (!kind) throw new Error('there is no kind of write');
    const driver = await FaultyDriver.connect(this.socket);
    try {
      const { run } = await tryChange(this.#bench(driver), kind, []);
      const lie = { at: run.indexOf('COMMIT'), code: '', times: 1, rollsBack: false, lies: true };
      const { untrue } = await tryChange(this.#bench(driver), kind, [lie]);
      if (untrue.length === 0) throw new Error('a COMMIT that was none went unnoticed');
      console.log(`  a COMMIT that was none is noticed: ${untrue.join('; ')}`);
    } finally {
      driver.close();
    }
  }

  async #kind(
    name: string,
    attempt: (driver: FaultyDriver, faults: readonly Fault[]) => Promise<Trial>,
  ): Promise<void> {
    const driver = await FaultyDriver.connect(this.socket);
    const start = performance.now();
    let failures = 0;
    try {
      const usual = await attempt(driver, []);
      if (usual.untrue.length > 0) throw new Error(`${name}, without any fault: ${usual.untrue.join('; ')}`);
      for (const faults of faultsOf(usual.run)) {
        const { failed, untrue } = await attempt(driver, faults);
        failures += failed > 0 ? 1 : 0;
        this.#untrue += untrue.length;
        for (const what of untrue) console.log(`  UNTRUE ${name}, ${describe(faults, usual.run)}: ${what}`);
      }
      await this.#bystandersToo(name);
      const seconds = ((performance.now() - start) / 1_000).toFixed(0);
      console.log(`  ${name}: ${usual.run.length} statements, ${failures} failures, ${seconds} s`);
    } finally {
      driver.close();
      this.#failures += failures;
    }
  }

  async #callTrial(
    driver: FaultyDriver,
    kind: (typeof callKinds)[number],
    faults: readonly Fault[],
  ): Promise<Trial> {
    const trial = await tryCall(this.#callBench(driver), kind, faults);
    this.#disturbed += trial.disturbed.length;
    for (const what of trial.disturbed)
      console.log(`  DISTURBED ${kind.name}, ${describe(faults, trial.run)}: ${what}`);
    return trial;
  }

  /** After a crash all is as it was said to be. */
  async #killAndCompare(name: string): Promise<void> {
    const { world } = this.office;
    const before = await asTold(world.baton, this.#desk.keys);
    await world.baton.kill();
    await world.startBatonAgain();
    if ((await asTold(world.baton, this.#desk.keys)) === before) return;
    this.#untrue += 1;
    console.log(`  UNTRUE ${name}: after the server was killed it says otherwise`);
  }

  /** Once more without a fault, and with a crash at its end. */
  async #killInCall(kind: (typeof callKinds)[number]): Promise<void> {
    const { world } = this.office;
    const driver = await FaultyDriver.connect(this.socket);
    const crash = async () => {
      await world.baton.kill();
      await world.startBatonAgain();
      await kind.after(this.office);
    };
    const { untrue, disturbed } = await tryCall(this.#callBench(driver), kind, [], crash);
    driver.close();
    this.#untrue += untrue.length;
    this.#disturbed += disturbed.length;
    for (const what of [...untrue, ...disturbed]) console.log(`  ${kind.name}, killed: ${what}`);
    await this.#bystandersToo(kind.name);
  }

  async #bystandersToo(name: string): Promise<void> {
    const disturbed = await this.bystanders.disturbed();
    this.#disturbed += disturbed.length;
    for (const what of disturbed) console.log(`  DISTURBED ${name}: ${what}`);
  }

  #bench(driver: FaultyDriver): Bench {
    return { desk: this.#desk, disk: this.#disk, driver };
  }

  #callBench(driver: FaultyDriver): CallBench {
    return { office: this.office, disk: this.#disk, driver };
  }
}
