import { readFileSync } from 'node:fs';
import { Dice, mixed } from '../simulation/dice';
import { liftGuard } from '../support/guard';
import { World } from '../support/world';
import { type Lane, openLane, transferOnce } from './lane';
import { Memory } from './memory';

export interface SoakOptions {
  readonly transfers: number;
  readonly seed: number;
  readonly lanes: number;
  readonly print: (line: string) => void;
}

export interface SoakResult {
  readonly transfers: number;
  readonly lost: number;
  readonly leftOver: number;
  /** kB per 1000 transfers. */
  readonly slope: number;
  readonly warnings: readonly string[];
}

/** Said by Asterisk whatever is asked of it; everything else is ours. */
const upstreamNoise = [
  // Phones that were pushed over ARI are stored with every option that res_pjsip knows, this one included.
  /Option 'stir_shaken' is no longer supported/,
  // A display that is told whom it shows just as its call ends; chan_pjsip does so by itself and later than it is asked.
  /chan_pjsip\.c: Session already DISCONNECTED \[reason=200/,
];

/** Real transfers between real phones on a real Asterisk, several side by side, and then a look at what is left. */
export async function soak({ transfers, seed, lanes, print }: SoakOptions): Promise<SoakResult> {
  const world = await World.start();
  let done = 0;
  let lost = 0;
  try {
    await liftGuard(world.baton);
    const memory = new Memory(world.baton.pid);
    const opened: Lane[] = [];
    for (let index = 0; index < lanes; index += 1) opened.push(await openLane(world, index));
    let begun = 0;
    await Promise.all(
      opened.map(async (lane) => {
        while (begun < transfers) {
          const index = begun++;
          try {
            await transferOnce(world, lane, new Dice(mixed(seed, index)));
          } catch (error) {
            lost += 1;
            print(
              `transfer ${index} (seed ${seed}): ${error instanceof Error ? error.message : String(error)}`,
            );
            await world.clear();
          }
          done += 1;
          if (done % 10 === 0) memory.sample(done);
          if (done % 50 === 0) print(`${done} transfers, ${lost} lost`);
        }
      }),
    );
    const leftOver = await leftOverIn(world, print);
    const warnings = readFileSync(world.asterisk.logFile, 'utf8')
      .split('\n')
      .filter((line) => /\b(WARNING|ERROR)\[/.test(line) && !upstreamNoise.some((noise) => noise.test(line)));
    return { transfers: done, lost, leftOver, slope: memory.slope(), warnings };
  } finally {
    await world.stop();
  }
}

/** Channels and bridges in Asterisk, and calls that Baton holds to be live. */
async function leftOverIn(world: World, print: (line: string) => void): Promise<number> {
  let left = 0;
  try {
    await world.untilNothingIsLeft();
  } catch (error) {
    left += 1;
    print(error instanceof Error ? error.message : String(error));
  }
  const live = await world.calls();
  return left + live.length;
}
