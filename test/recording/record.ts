/**
 * Records what a release stores, so that every later build proves in a test that it can go on with it: facts of a call in
 * each phase, and one whole store, made by the code that writes them in production.
 *
 *     npm run record:facts        before a release; into test/recorded/<version of package.json>
 *
 * What was recorded is never changed afterwards: it is what stores in the world have (docs/upgrading.md).
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { Registry } from 'prom-client';
import { defaultLimits, phase } from '../../src/core/call/call';
import type { Accepted, Command, Input } from '../../src/core/call/inputs';
import { receive } from '../../src/core/call/start';
import { Story, target, wave } from '../../src/core/call/testing/story';
import { CallMeasures } from '../../src/features/calls/call-measures';
import type { LiveCall } from '../../src/features/calls/live-call';
import type { Arrival } from '../../src/features/calls/pbx';
import { StoredCalls } from '../../src/features/calls/stored-calls';
import { Switchboard } from '../../src/features/calls/switchboard';
import { ManualClock, settled } from '../../src/features/calls/testing/manual-clock';
import { RecordingPbx } from '../../src/features/calls/testing/recording-pbx';
import { VERSION } from '../../src/platform/settings/version';
import { openStore } from '../../src/platform/store/open-store';
import type { Store } from '../../src/platform/store/store';
import { setUpCompany } from './company';
import { folderOf, type RecordedFacts, recordingStore } from './recorded';
import { renamed, stories } from './stories';

const inTime = { patienceMs: 5_000 };
/** Steps get a head start by it, and none of them is missed yet. */
const betweenInputsMs = 200;

async function main(): Promise<void> {
  const folder = folderOf(VERSION);
  if (existsSync(folder)) throw new Error(`${folder} is there already: a release is recorded once`);
  const dir = mkdtempSync(join(tmpdir(), 'baton-recording-'));
  try {
    const store = await openStore(dir);
    const told = await fill(store);
    await store.close();
    mkdirSync(join(folder, 'facts'), { recursive: true });
    for (const recorded of told) {
      const file = join(folder, 'facts', `${recorded.id}.json`);
      writeFileSync(file, `${JSON.stringify(recorded, null, 2)}\n`);
    }
    // All of it is in the file: nobody has it open any longer.
    writeFileSync(join(folder, 'store.sqlite.gz'), gzipSync(readFileSync(join(dir, 'baton.sqlite'))));
    console.log(`recorded: ${told.length} calls and a store in ${folder}`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function fill(store: Store): Promise<readonly RecordedFacts[]> {
  await store.write(setUpCompany);
  const calls = new StoredCalls(store);
  const recorded: RecordedFacts[] = [];
  for (const [name, tell] of Object.entries(stories)) {
    const { call: told, now } = tell();
    const call = renamed(told, name.replaceAll(/\W+/g, '-'));
    await calls.save(call, [], inTime);
    const row = rowIn(store.file, call.id);
    recorded.push({ id: call.id, at: now, phase: phase(call), version: row.version ?? 1, facts: row.facts });
  }
  await playOne(calls);
  return recorded;
}

/** As it lies on the disk, whatever reads and writes it. */
function rowIn(file: string, id: string): Pick<RecordedFacts, 'version' | 'facts'> {
  const database = new Database(file, { fileMustExist: true });
  try {
    const rows = database.prepare('SELECT * FROM calls').all() as readonly (Record<string, unknown> & {
      readonly version?: number;
      readonly facts: string;
    })[];
    const found = rows.find((row) => row['id'] === id);
    if (!found) throw new Error(`${id} was not stored`);
    return { version: found.version ?? 1, facts: JSON.parse(found.facts) as unknown };
  } finally {
    database.close();
  }
}

const playedId = 'played';
const arrival: Arrival = {
  channel: 'sip-played',
  from: 'trunk',
  dialled: '+4930100',
  endpoint: 'carrier',
  isToBeWithheld: false,
};

function received(now: number): Accepted {
  const { line } = Story.talking().call;
  const destination = { type: 'agent', agentId: 'anna' } as const;
  const start = { id: playedId, store: recordingStore, line, limits: defaultLimits, destination };
  return receive({ ...start, channel: arrival.channel, name: 'Kim', number: '+4917155' }, now);
}

/** A call from its beginning to its end, with its timeline. */
async function playOne(calls: StoredCalls): Promise<void> {
  const pbx = new RecordingPbx();
  const clock = new ManualClock();
  const unexpected = (what: string, error?: unknown) => {
    throw new Error(what, { cause: error });
  };
  const switchboard = new Switchboard(
    {
      pbx,
      watch: new CallMeasures(new Registry()),
      store: calls,
      identity: recordingStore,
      clock,
      log: {
        info: () => undefined,
        // The phones of this call have no effects.
        warn: () => undefined,
        error: (_, what, e) => unexpected(what, e),
      },
      find: () => Promise.resolve({ waves: [wave('anna')], then: [] }),
      admit: (_, { endpoint = null }) => endpoint,
      isOnCall: () => false,
      intruded: () => unexpected('an intruder'),
      ruleBroken: (_, { rule }) => unexpected(rule),
      publish: () => undefined,
    },
    {
      welcome: () => Promise.resolve({ type: 'call', started: received(clock.now()) }),
      notTaken: () => undefined,
    },
  );
  // What the phones of this call do, nobody looks for in Asterisk.
  pbx.slowness = new Promise(() => undefined);
  await switchboard.start();
  pbx.report({ type: 'arrived', arrival });
  // Until it is stored, and known who is to ring.
  let live: LiveCall | undefined;
  while (!live?.facts.attempt?.waves) {
    await settled();
    live = switchboard.get(playedId);
  }
  const call = live;
  const post = async (input: Input) => {
    const decision = await call.post(input);
    if (!decision.ok) throw new Error(`refused: ${decision.refusal.code}`);
    await clock.pass(betweenInputsMs);
  };
  const give = (command: Command) => post({ type: 'command', command, by: { type: 'api' } });
  await post({ type: 'leg-up', leg: rungIn(call) });
  await post({ type: 'leg-up', leg: arrival.channel });
  await give({ type: 'introduce', target: target(wave('ben')) });
  await post({ type: 'leg-gone', leg: rungIn(call), how: 'declined' });
  await give({ type: 'transfer', target: target(wave('ben')), release: 'on-answer' });
  await post({ type: 'leg-up', leg: rungIn(call) });
  await give({ type: 'drop' });
  for (const { id } of call.facts.legs) await post({ type: 'leg-gone', leg: id, how: 'hung-up' });
  await switchboard.stop();
}

function rungIn({ facts }: LiveCall): string {
  const rung = facts.legs.findLast(({ state }) => state === 'wanted' || state === 'ringing');
  if (!rung) throw new Error(`nobody rings: ${JSON.stringify(facts)}`);
  return rung.id;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
