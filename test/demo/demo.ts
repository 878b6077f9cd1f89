import { within } from '../support/await';
import { World } from '../support/world';
import { play } from './play';

/** The play takes about 12 s; whatever holds it up ends it. */
const AT_MOST_MS = 120_000;

/**
 * Starts an Asterisk, the built server and three phones on free ports with a store that is thrown away, and plays.
 *
 * @param print takes one line of the narration
 * @param stop ends the play
 * @throws Error why it failed
 */
export async function runDemo(print: (line: string) => void, stop: AbortSignal): Promise<void> {
  const stopped = new Promise<never>((_, reject) => {
    stop.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
  });
  const world = await World.start();
  try {
    stop.throwIfAborted();
    // A play that is broken off has no more to say.
    const say = (line: string) => (stop.aborted ? undefined : print(line));
    const played = within(play(world, say), { what: 'the play to end', withinMs: AT_MOST_MS });
    await Promise.race([played, stopped]);
  } finally {
    await world.stop();
  }
}
