// @ts-check
'use strict';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** Who ran this long was well: the next pause starts small again. */
const WELL_AFTER_MS = 60_000;

/**
 * @typedef {object} Running
 * @property {Promise<string>} exited says how it ended
 * @property {() => Promise<void>} stop
 */

/**
 * Starts something and starts it again whenever it ends, with growing pauses.
 *
 * @template {Running} T
 * @param {object} what
 * @param {string} what.name for the lines that are shown
 * @param {() => Promise<T>} what.start
 * @param {(line: string) => void} what.progress
 * @param {(ms: number, signal: AbortSignal) => Promise<unknown>} what.pause rejects when the signal is aborted
 * @param {() => number} [what.now] milliseconds
 * @returns {Promise<{ first: T, stop: () => Promise<void> }>} after the first start
 * @throws whatever the first start throws; later ones are tried again
 */
async function keepRunning({ name, start, progress, pause, now = Date.now }) {
  const stopping = new AbortController();
  const first = await start();
  let current = /** @type {T | undefined} */ (first);

  const supervise = async () => {
    let pauseMs = FIRST_PAUSE_MS;
    let startedAt = now();
    for (;;) {
      const how = current && (await current.exited);
      if (stopping.signal.aborted) return;
      if (current && now() - startedAt >= WELL_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
      current = undefined;
      progress(
        `${name} ${how === undefined ? 'could not be started' : `ended (${how})`}; again in ${pauseMs / 1000} s`,
      );
      await pause(pauseMs, stopping.signal).catch(() => undefined);
      if (stopping.signal.aborted) return;
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      startedAt = now();
      try {
        current = await start();
        if (stopping.signal.aborted) return;
        progress(`${name} is running again`);
      } catch (error) {
        progress(error instanceof Error ? error.message : String(error));
      }
    }
  };
  const supervised = supervise();
  return {
    first,
    async stop() {
      stopping.abort();
      await current?.stop();
      await supervised;
      // It may have been in the middle of a start when it was told to stop.
      await current?.stop();
    },
  };
}

module.exports = { keepRunning };
