import { readFileSync } from 'node:fs';
import { Dice, mixed } from '../simulation/dice';
import { liftGuard } from '../support/guard';
import { PARTY_TONES_HZ } from '../support/media/tone-plan';
import { World } from '../support/world';
import { debuggable } from './garbage';
import { Lane } from './lane';
import { Memory } from './memory';
import { Played } from './played';
import { Rest } from './rest';

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
  /** Resident memory, kB per 1000 transfers. */
  readonly slope: number;
  /** What else there is that should not be: warnings of Asterisk, memory that grows. */
  readonly complaints: readonly string[];
}

/** Said by Asterisk whatever is asked of it; everything else is ours. */
const upstreamNoise = [
  // Phones that were pushed over ARI are stored with every option that res_pjsip knows, this one included.
  /Option 'stir_shaken' is no longer supported/,
  // A display that is told whom it shows just as its call ends; chan_pjsip does so by itself and later than it is asked.
  /chan_pjsip\.c: Session already DISCONNECTED \[reason=200/,
  // Whoever declines a call by key is hung up on in the middle of the question. That it can be played at all is heard.
  /res_stasis_playback\.c: \S+ Playback failed for sound:followme\/call-from$/,
];

/** Everybody is known by a tone of their own, and a lane is four people. */
const MOST_LANES = PARTY_TONES_HZ.length / 4;
/** How many transfers a lane plays until all pause, so that it can be seen what is left when nobody talks. */
const BETWEEN_RESTS = 2;

/** Real transfers between real phones on a real Asterisk, several side by side, and then a look at what is left. */
export async function soak({ transfers, seed, lanes: count, print }: SoakOptions): Promise<SoakResult> {
  if (!(count >= 1 && count <= MOST_LANES)) throw new Error(`--lanes: between 1 and ${MOST_LANES}`);
  const world = await World.start({ env: debuggable });
  try {
    await liftGuard(world.baton);
    const lanes: Lane[] = [];
    for (let index = 0; index < count; index += 1) lanes.push(await Lane.open(world, index));
    const memory = await Memory.of(world.baton);
    const rest = await Rest.now(world);
    const played = new Played(print);
    let left: readonly string[] = [];
    let begun = 0;
    while (begun < transfers) {
      await Promise.all(
        lanes.map(async (lane, place) => {
          for (let turn = 0; turn < BETWEEN_RESTS && begun < transfers; turn += 1) {
            const index = begun++;
            await played.next(lane, place, new Dice(mixed(seed, index)));
          }
        }),
      );
      left = await rest.again();
      for (const what of left) print(`after ${begun} transfers there is left over: ${what}`);
      await memory.sample(begun);
    }
    memory.close();
    print(`played: ${played.counts()}`);
    print(memory.describe());
    return {
      transfers: begun,
      lost: played.lost,
      leftOver: left.length,
      slope: memory.slope('rss'),
      complaints: [...memory.complaints(), ...warningsIn(world.asterisk.logFile)],
    };
  } finally {
    await world.stop();
  }
}

function warningsIn(logFile: string): readonly string[] {
  return readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => /\b(WARNING|ERROR)\[/.test(line) && !upstreamNoise.some((noise) => noise.test(line)))
    .map((line) => `Asterisk: ${line}`);
}
