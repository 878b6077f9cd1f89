import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { AriPbx } from '../../src/asterisk/adapter/ari-pbx';
import { AriClient } from '../../src/asterisk/client/ari-client';
import { phase } from '../../src/core/call/call';
import { CallMeasures } from '../../src/features/calls/call-measures';
import { SystemClock } from '../../src/features/calls/clock';
import { StoredCalls } from '../../src/features/calls/stored-calls';
import { Switchboard } from '../../src/features/calls/switchboard';
import { newId } from '../../src/platform/store/new-id';
import { openStore } from '../../src/platform/store/open-store';
import { type Baton, startBaton } from '../../test/support/baton';
import { asteriskOf } from '../../test/support/world';
import { contactOf, Workday } from './company';
import { differences, pictureOf, unfinished } from './picture';
import { disobedient } from './proof';
import type { Recovery } from './report';

type Asterisk = Awaited<ReturnType<typeof startAsterisk>>;

const APP = 'baton';
const lineNumber = '+3120555000';
/** Phones without SIP: the far ends of Local channels. */
const phones = { thatAnswers: 'Local/answers@phones/n', thatOnlyRings: 'Local/rings@phones/n' };
const DIALPLAN = `[phones]
exten = answers,1,Answer()
 same = n,Wait(86400)
exten = rings,1,Ringing()
 same = n,Wait(86400)
`;
/**
 * What a phone speaks. Left to themselves, Local channels take the best that Asterisk knows, and to resample music for it
 * is then all that Asterisk does (measured: 85 % of its time, with 100 calls).
 */
const formats = 'ulaw';
const settledWithinMs = 60_000;
const recoveredWithinMs = 30_000;

/** The server as it is delivered, started anew beside an Asterisk whose calls have gone on. */
export async function recoverReal(calls: number, runs: number, dir: string): Promise<readonly Recovery[]> {
  // Empty: who waits is told to hear music, but there is none. To play it to hundreds of phones, and to nobody, would take
  // all of a small machine, and Baton has no part in it.
  mkdirSync(join(dir, 'music'));
  const asterisk = await startAsterisk(asteriskOf(dir, { extraConf: { 'extensions.conf': DIALPLAN } }));
  const dataDir = join(dir, 'data');
  const onlooker = clientOf(asterisk, 'onlooker');
  try {
    await onlooker.start();
    const pbx = new AriPbx(onlooker, APP, { identity: 'onlooker', owns: (one) => one === 'onlooker' });
    const agents = await hire(2 * calls, asterisk, dataDir);
    const workday = new Workday({
      calls,
      agents,
      phones,
      lineNumber,
      now: Date.now,
      newCallId: newId,
      callIn: (nth) => callIn(onlooker, nth),
    });
    await bringAbout(workday, asterisk, dataDir, pbx);
    console.log(`  ${calls} calls are live; Asterisk has ${await asterisk.cli('core show channels count')}`);

    const recoveries: Recovery[] = [];
    for (let run = 0; run < runs; run += 1) recoveries.push(await recover(workday, asterisk, dataDir, pbx));
    return recoveries;
  } finally {
    onlooker.stop();
    await asterisk.kill();
  }
}

/** Agents as the server knows them: each start looks up who is in a call. */
async function hire(count: number, asterisk: Asterisk, dataDir: string): Promise<readonly string[]> {
  const baton = await startBaton({ asterisk, dataDir });
  const ids: string[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const agent = { name: `Agent ${nth}`, extension: String(10_000 + nth) };
    ids.push((await baton.done<{ id: string }>('POST', '/agents', agent)).id);
  }
  await baton.kill();
  return ids;
}

async function callIn(onlooker: AriClient, nth: number): Promise<void> {
  const far = /^Local\/(.+)@(.+)\/n$/.exec(phones.thatAnswers);
  const [, extension = '', context = ''] = far ?? [];
  await onlooker.ari.channels.originate({
    endpoint: `Local/${lineNumber}@from-trunk/n`,
    channelId: `phone-of-${contactOf(nth)}`,
    otherChannelId: contactOf(nth),
    formats,
    callerId: `"Kim" <+3162${String(nth).padStart(7, '0')}>`,
    timeout: 600,
    context,
    extension,
    priority: 1,
  });
}

/** By the server's own core, over its own ARI connection and into its own store; only its phones are others. */
async function bringAbout(
  workday: Workday,
  asterisk: Asterisk,
  dataDir: string,
  onlooker: AriPbx,
): Promise<void> {
  const store = await openStore(dataDir);
  const client = clientOf(asterisk, APP);
  const { channels } = client.ari;
  const create = channels.create.bind(channels);
  channels.create = (params, options) => create({ ...params, formats }, options);
  let isKilled = false;
  const warn = (...what: readonly unknown[]) => (isKilled ? undefined : console.error(...what));
  const switchboard = new Switchboard(
    {
      pbx: new AriPbx(client, APP, store),
      store: new StoredCalls(store),
      identity: store.identity,
      clock: new SystemClock(),
      watch: new CallMeasures(new Registry()),
      log: { info: () => undefined, warn, error: warn },
      find: workday.find,
      admit: (_, { endpoint = null }) => endpoint,
      intruded: () => undefined,
      ruleBroken: (_, { rule }) => console.error('broken rule', rule),
      isOnCall: () => false,
      publish: workday.publish,
    },
    { welcome: workday.welcome, notTaken: () => undefined },
  );
  await switchboard.start();
  await client.start();
  await workday.begin(switchboard);
  await untilFinished(workday, onlooker);
  // As a crash: nothing is done about any call.
  isKilled = true;
  client.stop();
  await switchboard.stop();
  await store.close();
}

async function untilFinished({ calls }: Workday, pbx: AriPbx): Promise<void> {
  const deadline = performance.now() + settledWithinMs;
  for (;;) {
    const left = unfinished(calls, await pbx.look(), Date.now());
    if (left === null) return;
    if (performance.now() > deadline) throw new Error(`waited ${settledWithinMs} ms, but ${left}`);
  }
}

interface LogLine {
  readonly time: number;
  readonly calls: number;
  readonly tookMs: number;
}

async function recover(
  workday: Workday,
  asterisk: Asterisk,
  dataDir: string,
  pbx: AriPbx,
): Promise<Recovery> {
  const before = pictureOf(await pbx.look());
  const startedAt = Date.now();
  const baton = await startBaton({ asterisk, dataDir });
  const line = await baton.logged(/^.*live calls recovered.*$/m, 'calls to be recovered', recoveredWithinMs);
  const { time, tookMs, calls } = JSON.parse(line) as LogLine;
  console.log(
    `  ${calls} calls recovered in ${tookMs} ms, ${time - startedAt} ms after the start of the process`,
  );
  try {
    const wrong = [
      ...(calls === workday.calls.length ? [] : [`${calls} calls were recovered`]),
      ...differences(before, pictureOf(await pbx.look())),
      ...(await differentStates(workday, baton)),
      ...(await disobedient(workday.calls, {
        command: (id, verb) => baton.done('POST', `/calls/${id}/${verb}`),
        look: () => pbx.look(),
      })),
    ];
    await untilFinished(workday, pbx);
    return { startMs: time - tookMs - startedAt, recoveryMs: tookMs, wrong };
  } finally {
    if (process.env['BATON_TEST_LOG']) process.stderr.write(baton.stderr);
    await baton.kill();
  }
}

async function differentStates({ calls }: Workday, baton: Baton): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const call of calls) {
    const { state } = await baton.done<{ state: string }>('GET', `/calls/${call.id}`);
    if (state !== phase(call)) wrong.push(`${call.id} is ${state}, and was ${phase(call)}`);
  }
  return wrong;
}

function clientOf({ ariUrl, ariUser, ariPassword }: Asterisk, app: string): AriClient {
  const ignore = () => undefined;
  const logger = { debug: ignore, info: ignore, warn: console.error, error: console.error };
  return new AriClient({ url: ariUrl, user: ariUser, password: ariPassword, app, logger });
}
