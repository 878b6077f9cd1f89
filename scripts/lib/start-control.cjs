// @ts-check
'use strict';

/**
 * How a second `npm start` speaks to the one that runs: over a socket in the data folder, which only its owner may enter.
 * It asks in one line; the answer is lines for a person, and then `ok` or `failed`.
 */

const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const readline = require('node:readline');
const { once } = require('node:events');

const NAME = 'start.sock';

/**
 * @typedef {(question: string, say: (line: string) => void) => Promise<boolean>} Answering
 */

/**
 * A socket's path may have 107 characters (unix(7)); by way of the open folder it has some twenty.
 *
 * @template T
 * @param {string} folder
 * @param {(socket: string) => Promise<T>} use
 * @returns {Promise<T>}
 */
async function withSocketIn(folder, use) {
  const handle = fs.openSync(folder, 'r');
  try {
    return await use(`/proc/self/fd/${handle}/${NAME}`);
  } finally {
    fs.closeSync(handle);
  }
}

/**
 * @param {string} dataDir made if need be
 * @param {Answering} answering true: it is done
 * @returns {Promise<() => void>} ends it
 * @throws {Error} when another one answers there already
 */
async function answerControl(dataDir, answering) {
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const running = await connect(dataDir);
  if (running) {
    running.destroy();
    throw new Error(`Another npm start runs with the data folder ${dataDir}; this one would disturb it.`);
  }
  // What one that was killed has left.
  fs.rmSync(path.join(dataDir, NAME), { force: true });
  const server = net.createServer((socket) => {
    socket.on('error', () => socket.destroy());
    readline.createInterface({ input: socket }).once('line', (question) => {
      const say = (/** @type {string} */ line) => void (socket.writable && socket.write(`${line}\n`));
      Promise.resolve()
        .then(() => answering(question, say))
        .then(
          (isDone) => socket.end(isDone ? 'ok\n' : 'failed\n'),
          (error) => socket.end(`${error instanceof Error ? error.message : String(error)}\nfailed\n`),
        );
    });
  });
  await withSocketIn(dataDir, async (socket) => {
    server.listen(socket);
    await once(server, 'listening');
  });
  fs.chmodSync(path.join(dataDir, NAME), 0o600);
  server.unref();
  return () => {
    // By its own name, for libuv would remove it by way of a folder that is closed.
    fs.rmSync(path.join(dataDir, NAME), { force: true });
    server.close();
  };
}

/**
 * @param {string} dataDir
 * @param {string} question
 * @param {(line: string) => void} say gets the lines of the answer
 * @returns {Promise<boolean>} whether it was done
 * @throws {Error} when nobody runs there, or ends in the middle of it
 */
async function askControl(dataDir, question, say) {
  const socket = await connect(dataDir);
  if (!socket) throw new Error(`No npm start runs with the data folder ${dataDir}.`);
  socket.write(`${question}\n`);
  for await (const line of readline.createInterface({ input: socket })) {
    if (line === 'ok' || line === 'failed') {
      socket.destroy();
      return line === 'ok';
    }
    say(line);
  }
  throw new Error('The npm start that runs ended meanwhile.');
}

/**
 * @param {string} dataDir
 * @returns {Promise<net.Socket | undefined>}
 */
async function connect(dataDir) {
  if (!fs.existsSync(path.join(dataDir, NAME))) return undefined;
  return withSocketIn(dataDir, async (place) => {
    const socket = net.connect(place);
    return once(socket, 'connect').then(
      () => socket,
      () => undefined,
    );
  });
}

module.exports = { answerControl, askControl };
