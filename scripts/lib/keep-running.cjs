// @ts-check
'use strict';

/** Before the second start in a row; it doubles. The first is at once: a program that was well is missed. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** A program that ran this long was well: the next start is at once again. */
const WELL_AFTER_MS = 5_000;

/**
 * @typedef {object} Running
 * @property {Promise<string>} exited says how it ended
 * @property {() => Promise<void>} stop
 */

/**
 * @template {Running} T
 * @typedef {object} Kept
 * @property {T} first
 * @property {() => Promise<T>} restart ends what runs and starts another, without a pause; rejects with what its start throws,
 *   and then it is tried again as after any other end
 * @property {() => Promise<void>} stop
 */

/**
 * Starts something and starts it again whenever it ends: at once, and then with growing pauses while it does not stay.
 *
 * @template {Running} T
 * @param {object} what
 * @param {string} what.name for the lines that are shown
 * @param {(stop: AbortSignal) => Promise<T>} what.start resolves when it works; may give up when it is told to stop
 * @param {(line: string) => void} what.progress
 * @param {(ms: number, signal: AbortSignal) => Promise<unknown>} what.pause rejects when the signal is aborted
 * @param {() => number} [what.now] milliseconds
 * @param {AbortSignal} [what.stop] as if `stop` were called; the first start needs it
 * @returns {Promise<Kept<T>>} after the first start
 * @throws whatever the first start throws: who has never worked will not by being tried again. Later ones are tried again.
 */
async function keepRunning({ name, start, progress, pause, now = Date.now, stop: told }) {
  const stopping = new AbortController();
  told?.addEventListener('abort', () => stopping.abort(), { once: true });
  const first = await start(stopping.signal);
  let current = /** @type {T | undefined} */ (first);
  let hurry = new AbortController();
  /** @type {{ resolve: (running: T) => void, reject: (error: unknown) => void }[]} */
  let asked = [];

  const supervise = async () => {
    let inARow = 0;
    let startedAt = now();
    for (;;) {
      const how = current && (await current.exited);
      if (stopping.signal.aborted) return;
      if (current && now() - startedAt >= WELL_AFTER_MS) inARow = 0;
      current = undefined;
      if (asked.length === 0) {
        const pauseMs = inARow === 0 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** (inARow - 1), LONGEST_PAUSE_MS);
        inARow += 1;
        const fate = how === undefined ? 'could not be started' : `ended (${how})`;
        progress(
          `${name} ${fate}; starting it again ${pauseMs === 0 ? 'at once' : `in ${pauseMs / 1000} s`}`,
        );
        if (pauseMs > 0)
          await pause(pauseMs, AbortSignal.any([stopping.signal, hurry.signal])).catch(() => undefined);
        if (stopping.signal.aborted) return;
      }
      hurry = new AbortController();
      const waiting = asked;
      asked = [];
      try {
        current = await start(stopping.signal);
        startedAt = now();
        if (stopping.signal.aborted) return;
        progress(`${name} is running again`);
        for (const { resolve } of waiting) resolve(current);
        // Asked for while this one was being started: it may have begun with what is old.
        if (asked.length > 0) void current.stop();
      } catch (error) {
        if (!stopping.signal.aborted) progress(error instanceof Error ? error.message : String(error));
        for (const { reject } of waiting) reject(error);
      }
    }
  };
  const supervised = supervise().finally(() => {
    for (const { reject } of asked) reject(new Error(`${name} is being stopped.`));
  });
  return {
    first,
    restart() {
      if (stopping.signal.aborted) return Promise.reject(new Error(`${name} is being stopped.`));
      return new Promise((resolve, reject) => {
        asked.push({ resolve, reject });
        hurry.abort();
        void current?.stop();
      });
    },
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
