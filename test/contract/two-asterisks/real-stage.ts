import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AriPbx } from '../../../src/asterisk/adapter/ari-pbx';
import { type PbxEvent, PbxFailure } from '../../../src/features/calls/pbx';
import { awaitChange, Changes } from '../../support/await';
import { describeHeard, type Heard } from '../../support/media/ear';
import { makeMusicWav } from '../../support/media/music-wav';
import type { Call } from '../../support/phones/call';
import type { Carrier } from '../../support/phones/carrier';
import { IncomingCall } from '../../support/phones/incoming-call';
import { Phone } from '../../support/phones/phone';
import { passwordOf, pjsipAccount } from '../../support/pjsip-account';
import { openTrunk, trunkConf } from '../../support/trunk';
import { AriFixture } from '../ari-fixture';
import { inOrder } from './simulated-stage';
import { bridge, create, destroy, hangUp, hold, id, ids, inWords, isAbout, local, other } from './stage';
import { type Name, type Sound, type Stage, subjectOf, talk } from './stage';

/**
 * What the Local channels lead to. Somebody who is busy takes a moment to say so, as every phone does: a Local channel
 * that ends while `dial` is still at work is told of with cause 16 now and then instead of its own (31 of 400; none of
 * 500 with the moment, none of 1,400 with SIP phones).
 */
const dialplan = `
[contract]
exten = answers,1,Ringing()
 same = n,Wait(0.3)
 same = n,Answer()
 same = n,Wait(60)
exten = busy,1,Wait(0.2)
 same = n,Hangup(17)
exten = rings,1,Ringing()
 same = n,Wait(60)
[baton-last-resort]
exten = s,1,Wait(60)
`;

const staff = Object.keys(ids) as (keyof typeof ids)[];
const account = (user: string) => pjsipAccount(user, { template: 'baton-phone', password: passwordOf(user) });

const SOON = { withinMs: 5_000 };
/** Ten packets in a row are meant; they are listened to when those under way are through. */
const [LISTENED_MS, UNDER_WAY_MS] = [200, 100];

/** An Asterisk with phones, started once for all scripts. */
export class RealAsterisk {
  readonly #fixture = new AriFixture();
  readonly #dir = mkdtempSync(join(tmpdir(), 'baton-music-'));
  readonly #reported: PbxEvent[] = [];
  readonly #changes = new Changes();
  readonly #phones = new Map<Name, Phone>();
  #pbx!: AriPbx;
  #serial = 100;

  async start(): Promise<void> {
    makeMusicWav(this.#dir);
    const asterisk = await this.#fixture.asterisk({
      extraConf: {
        'extensions.conf': dialplan,
        'pjsip.conf': [...staff, 'nobody-there'].map(account).join('') + trunkConf(),
        'musiconhold.conf': `[default](+)\ndirectory = ${this.#dir}\n`,
      },
    });
    const { client } = this.#fixture.client(asterisk);
    this.#pbx = new AriPbx(client, 'baton', { identity: 'ourstore', owns: (store) => store === 'ourstore' });
    this.#pbx.listen({
      onPbxEvent: (event) => {
        this.#reported.push(event);
        this.#changes.tell();
      },
      onPbxUp: () => undefined,
      onPbxDown: () => undefined,
    });
    await client.start();
    for (const name of staff) {
      const { wsUrl } = asterisk;
      this.#phones.set(name, await Phone.register({ wsUrl, user: name, password: passwordOf(name), name }));
    }
    const carrier: Carrier = await openTrunk(asterisk);
    this.#phones.set('caller', carrier.phone('+491551', { name: 'caller', displayName: 'Kim' }));
    this.#fixture.closes(() => carrier.destroy());
  }

  async end(): Promise<void> {
    await Promise.allSettled([...this.#phones.values()].map((phone) => phone.destroy()));
    await this.#fixture.end();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  /** Ends what a script left going, so that the next begins with nothing. */
  async clear(): Promise<void> {
    const calls = [...this.#phones.values()].flatMap((phone) => phone.calls);
    const { channels, bridges } = await this.#pbx.look();
    for (const channel of channels) await this.#answerOf(() => this.#pbx.perform(hangUp(channel.id)));
    for (const { id: left } of bridges) await this.#answerOf(() => this.#pbx.perform(destroy(left)));
    await Promise.all(calls.map((call) => call.hangUp()));
    const left = async () => (await this.#pbx.look()).channels.length;
    for (let n = 0; n < 50 && (await left()) > 0; n += 1)
      await new Promise((resolve) => setImmediate(resolve));
    for (const to of [talk, other, hold]) await this.#untilFree(to);
    // Ends are told after things are no longer there, and would be taken for something of the next script: a channel
    // that comes and goes after them is told of after them.
    const last = id(String((this.#serial += 1)));
    await this.#pbx.perform(create(last, local('rings')));
    await this.#pbx.perform(hangUp(last));
    await this.#until(last, 'gone hung-up', 1);
    this.#reported.length = 0;
  }

  stage(): Stage {
    const calls = new Map<Name, Call>();
    const callOf = (who: Name): Call => {
      const call = calls.get(who);
      if (!call) throw new Error(`${who} has no call`);
      return call;
    };
    const incoming = (who: Name): IncomingCall => {
      const call = callOf(who);
      if (!(call instanceof IncomingCall)) throw new Error(`${who} was not called`);
      return call;
    };
    const reported = this.#reported;
    return {
      perform: (step) => this.#answerOf(() => this.#pbx.perform(step)),
      until: (of, what, times = 1) => this.#until(of, what, times),
      get reports() {
        return reported.map((event) => `${subjectOf(event)} ${inWords(event)}`);
      },
      snapshot: () => this.#pbx.look(),
      isCalled: async (who) => {
        calls.set(who, await this.#phoneOf(who).rings(SOON));
      },
      answers: (who) => incoming(who).answer(),
      hangsUp: async (who) => {
        await callOf(who).hangUp();
      },
      holds: (who, on) => (on ? callOf(who).hold() : callOf(who).unhold()),
      presses: (who, key, by) => callOf(who).dtmf(key, { by }),
      announces: (who) => incoming(who).announce(),
      redirects: async (who, to) => {
        await incoming(who).redirect(to);
      },
      refuses: async (who, how) => {
        await (how === 'busy' ? incoming(who).busy() : incoming(who).decline());
      },
      arrives: async (who, { dialled }) => {
        calls.set(who, await this.#phoneOf(who).call(dialled));
        return awaitChange({
          what: `the arrival of ${who}`,
          ...SOON,
          look: () =>
            reported.flatMap((event) => (event.type === 'arrived' ? [event.arrival.channel] : []))[0],
          watch: this.#changes.watch,
        });
      },
      identifies: (channel) => {
        const arrivals = reported.flatMap((event) => (event.type === 'arrived' ? [event.arrival] : []));
        const arrival = arrivals.find((one) => one.channel === channel);
        return arrival ? this.#pbx.identify(arrival) : Promise.reject(new Error('nobody has called'));
      },
      hear: async (expected) => {
        const each = Object.entries(expected) as [Name, Sound][];
        await Promise.all(
          each.map(([who, sound]) =>
            listened(callOf(who), `${who} to hear ${sound}`, (heard) => heard === sound),
          ),
        );
      },
      heardBy: (who) => listened(callOf(who), `${who} to hear something steady`, () => true),
    };
  }

  /** Asterisk keeps the id of a bridge for as long as those live who were moved out of it. */
  async #untilFree(to: string): Promise<void> {
    for (const deadline = performance.now() + 5_000; ;) {
      await this.#answerOf(() => this.#pbx.perform(bridge(to, 'mixing')));
      const { bridges } = await this.#pbx.look();
      await this.#answerOf(() => this.#pbx.perform(destroy(to)));
      if (bridges.some((one) => one.id === to)) return;
      if (performance.now() > deadline) throw new Error(`waited 5000 ms for ${to} to be free`);
    }
  }

  #phoneOf(who: Name): Phone {
    const phone = this.#phones.get(who);
    if (!phone) throw new Error(`${who} has no phone`);
    return phone;
  }

  async #until(of: string, what: string, times: number): Promise<void> {
    const reports = () => this.#reported.filter((event) => isAbout(event, of)).map(inWords);
    await awaitChange({
      what: `${what} of ${of}`,
      withinMs: 8_000,
      look: () => reports().filter((report) => report === what)[times - 1],
      watch: this.#changes.watch,
      instead: () => `it reported ${reports().join(', ')}`,
    });
  }

  async #answerOf(action: () => Promise<void>): Promise<string> {
    try {
      await action();
      return 'done';
    } catch (error) {
      if (error instanceof PbxFailure) return error.kind;
      throw error;
    }
  }
}

/** What sounds throughout a while that begins now, once that is as it should be. */
function listened(call: Call, what: string, isIt: (heard: Sound) => boolean): Promise<Sound> {
  const since = performance.now() + UNDER_WAY_MS;
  return awaitChange({
    what,
    ...SOON,
    watch: (changed) => {
      // Time goes by even when no packet comes.
      const tick = setInterval(changed, 20);
      const stop = call.audio.onPacket(changed);
      return () => {
        clearInterval(tick);
        stop();
      };
    },
    look: () => {
      if (performance.now() < since + LISTENED_MS) return undefined;
      const sound = soundOf(call.hears(LISTENED_MS));
      return sound !== null && isIt(sound) ? sound : undefined;
    },
    instead: () => `it was ${describeHeard(call.hears(LISTENED_MS))}`,
  });
}

/** Null while it changes. Speech has pauses, and parts that look like tones. */
function soundOf({ tones, music, ringback, other, partly }: Heard): Sound | null {
  if (other || partly.includes('other')) return inOrder([...tones, 'prompt']);
  if (partly.length > 0) return null;
  return inOrder([...tones, ...(music ? ['music'] : []), ...(ringback ? ['ringback'] : [])]);
}
