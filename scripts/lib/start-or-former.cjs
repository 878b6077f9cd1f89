// @ts-check
'use strict';

const { ServerNotStarted } = require('./server-process.cjs');

/** Of what is new, before what came before it is started instead. */
const STARTS = 3;
/** Between them: what was in its way may be gone. */
const PAUSE_MS = 1_000;

/**
 * Code that can be built but does not start must not leave calls without a server: what ran before is then started again.
 *
 * @template {object} T
 * @param {object} what
 * @param {(stop: AbortSignal) => Promise<T>} what.start resolves when it listens
 * @param {import('./former-build.cjs').Former} what.former
 * @param {(line: string) => void} what.progress
 * @param {(ms: number, signal: AbortSignal) => Promise<unknown>} what.pause rejects when the signal is aborted
 * @returns {(stop: AbortSignal) => Promise<T & { insteadOf?: string }>} `insteadOf`: how the new one ended, in whose place
 *   the former runs. Throws what `start` throws: at once if none has ever listened, or nothing is kept to fall back to.
 */
function startOrFormer({ start, former, progress, pause }) {
  let hasListened = false;
  /** @type {(stop: AbortSignal) => Promise<T & { insteadOf?: string }>} */
  const listening = async (stop) => {
    const server = await start(stop);
    hasListened = true;
    former.drop();
    return server;
  };
  return async (stop) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await listening(stop);
      } catch (error) {
        if (!(error instanceof ServerNotStarted) || !hasListened || stop.aborted) throw error;
        if (!former.isKept()) throw error;
        progress(`The new server did not start (${attempt} of ${STARTS} times): ${error.message}`);
        if (attempt < STARTS) {
          await pause(PAUSE_MS, stop);
          continue;
        }
        former.exchange();
        progress('The new server does not start; the code and packages that ran before are started again');
        return { ...(await listening(stop)), insteadOf: error.message };
      }
    }
  };
}

module.exports = { startOrFormer };
