// What does a request cost? Bridge create + destroy on one embedded Asterisk, through our client over the WebSocket,
// through our client over kept-alive HTTP, and through ari-client: side by side, in turns, in one run.
//
//   npm run bench:ari
//
// ari-client and the packages under it are in bench/package.json, and are installed there on first use: nobody but this
// file needs them. docs/decisions/0002-own-ari-client.md quotes it.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import embedded from '../scripts/lib/embedded-asterisk.cjs';
import { matchesLock } from '../scripts/lib/node-packages.cjs';
import { npm } from '../scripts/lib/npm.cjs';

const require = createRequire(import.meta.url);
if (!matchesLock(import.meta.dirname)) {
  console.log('- Packages of the benchmark: installing what bench/package-lock.json lists (npm ci)');
  await npm(['ci', '--ignore-scripts', '--loglevel=error'], {
    root: import.meta.dirname,
    show: 'everything',
  });
}
const { AriClient } = require('../dist/asterisk/client/ari-client.js');
const legacy = require('ari-client');

const TURNS = 5;
const ONE_BY_ONE = 200;
const IN_FLIGHT = 8;
const TOGETHER = 800;

const silent = { debug() {}, info() {}, warn() {}, error() {} };
let nextId = 1;

async function connectOurs(asterisk, transport) {
  const { ariUrl: url, ariUser: user, ariPassword: password } = asterisk;
  const client = new AriClient({ url, user, password, app: `bench-${transport}`, logger: silent, transport });
  await client.start();
  return { name: `baton, ${transport}`, bridges: client.ari.bridges, close: () => client.stop() };
}

async function connectLegacy(asterisk) {
  const client = await legacy.connect(asterisk.ariUrl, asterisk.ariUser, asterisk.ariPassword);
  return { name: 'ari-client, http', bridges: client.bridges, close() {} };
}

async function createAndDestroy({ bridges }) {
  const bridgeId = `baton-bench-${nextId++}`;
  await bridges.create({ bridgeId, type: 'mixing' });
  await bridges.destroy({ bridgeId });
}

/** @returns milliseconds of each round */
async function oneByOne(peer, rounds) {
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await createAndDestroy(peer);
    times.push(performance.now() - start);
  }
  return times;
}

/** @returns rounds a second */
async function together(peer, rounds) {
  let left = rounds;
  const start = performance.now();
  const worker = async () => {
    while (left-- > 0) await createAndDestroy(peer);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return (rounds / (performance.now() - start)) * 1_000;
}

function quantile(values, q) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

const dir = mkdtempSync(join(tmpdir(), 'baton-bench-'));
const asterisk = await embedded.startAsterisk({ dir });
try {
  const peers = [
    await connectOurs(asterisk, 'websocket'),
    await connectOurs(asterisk, 'http'),
    await connectLegacy(asterisk),
  ];
  const results = peers.map((peer) => ({ peer, times: [], rates: [] }));
  for (const { peer } of results) await oneByOne(peer, 50); // warm
  for (let turn = 0; turn < TURNS; turn++) {
    for (const { peer, times, rates } of results) {
      times.push(...(await oneByOne(peer, ONE_BY_ONE)));
      rates.push(await together(peer, TOGETHER));
    }
  }
  console.log(
    `Asterisk ${asterisk.version}, Node ${process.version}; bridge create + destroy, ${TURNS} turns`,
  );
  console.table(
    results.map(({ peer, times, rates }) => ({
      client: peer.name,
      'p50 ms': quantile(times, 0.5).toFixed(2),
      'p95 ms': quantile(times, 0.95).toFixed(2),
      [`a second, ${IN_FLIGHT} in flight`]: Math.round(quantile(rates, 0.5)),
    })),
  );
  for (const { close } of peers) close();
} finally {
  await asterisk.stop();
  rmSync(dir, { recursive: true, force: true });
}
process.exit(0); // ari-client keeps its sockets and timers
