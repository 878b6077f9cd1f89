import { type Step } from '../../src/calls/domain/plan';
import { AriPbx } from '../../src/pbx/ari-pbx';
import { type PbxEvent, PbxFailure, type Snapshot } from '../../src/pbx/pbx';
import { Dice } from '../simulation/dice';
import { type SimChannel, SimulatedAsterisk } from '../simulation/simulated-asterisk';
import { VirtualTime } from '../simulation/virtual-time';
import { awaitChange, Changes } from '../support/await';
import { AriFixture } from './ari-fixture';

/**
 * What the Local channels of the real Asterisk lead to, and the phones of the simulated one. Somebody who is busy takes
 * a moment to say so, as every phone does: a Local channel that ends while `dial` is still at work is told of with cause
 * 16 now and then instead of its own (31 of 400; none of 500 with the moment, none of 1,400 with SIP phones).
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

const call = '11111111-2222-4333-8444-555555555555';
const id = (name: string) => `baton-${call}-${name}`;
const [first, second, talk, other, hold] = [id('1'), id('2'), id('talk1'), id('talk2'), id('hold1')];
const anna = { name: 'Anna', number: '201' };
const ben = { name: 'Ben', number: '202' };

/** Either Asterisk, as a script sees it. */
interface Stage {
  perform(step: Step): Promise<string>;
  /** Until that was reported of a channel so many times since the beginning; once if not said. */
  until(channel: string, what: string, times?: number): Promise<void>;
  /** What was reported of a channel or bridge, in order. */
  reports(of: string): readonly string[];
  snapshot(): Promise<Snapshot>;
}

type Script = (stage: Stage) => Promise<void>;

const create = (leg: string, to: string): Step => ({
  type: 'create-channel',
  leg,
  endpoint: `Local/${to}@contract`,
  shows: { ...anna, reason: '' },
  musicClass: null,
});
const dial = (leg: string): Step => ({ type: 'dial', leg, forMs: 20_000 });
const bridge = (to: string, kind: 'mixing' | 'holding'): Step => ({
  type: 'create-bridge',
  bridge: to,
  kind,
});
const join = (leg: string, to: string, kind: 'mixing' | 'holding' = 'mixing'): Step => ({
  type: 'join',
  leg,
  bridge: to,
  kind,
  musicClass: null,
});
const hangUp = (leg: string): Step => ({ type: 'hang-up', leg, reason: 'call-over' });

async function answered(stage: Stage, leg: string): Promise<void> {
  await stage.perform(create(leg, 'answers'));
  await stage.until(leg, 'in-app down');
  await stage.perform(dial(leg));
  await stage.until(leg, 'state up');
}

const scripts: Record<string, Script> = {
  'somebody who answers, and is hung up': async (stage) => {
    await answered(stage, first);
    await stage.perform(hangUp(first));
    await stage.until(first, 'gone hung-up');
  },
  'somebody who is busy': async (stage) => {
    await stage.perform(create(first, 'busy'));
    await stage.until(first, 'in-app down');
    await stage.perform(dial(first));
    await stage.until(first, 'gone busy');
  },
  'somebody who is given up while he rings': async (stage) => {
    await stage.perform(create(first, 'rings'));
    await stage.until(first, 'in-app down');
    await stage.perform(dial(first));
    await stage.until(first, 'state ringing');
    await stage.perform(hangUp(first));
    await stage.until(first, 'gone hung-up');
  },
  'a talk, a move to music and back, without leaving first': async (stage) => {
    await stage.perform(bridge(talk, 'mixing'));
    await stage.perform(bridge(hold, 'holding'));
    await answered(stage, first);
    await answered(stage, second);
    await stage.perform(join(first, talk));
    await stage.until(first, `joined ${talk}`);
    await stage.perform(join(second, talk));
    await stage.until(second, `joined ${talk}`);
    await stage.perform(join(first, hold, 'holding'));
    await stage.until(first, `joined ${hold}`);
    await stage.perform(join(first, talk));
    await stage.until(first, `joined ${talk}`, 2);
  },
  'somebody who is told whom he talks to now': async (stage) => {
    await answered(stage, first);
    await stage.perform({ type: 'show', leg: first, shows: ben });
  },
  'a channel that joins where it is already': async (stage) => {
    await stage.perform(bridge(talk, 'mixing'));
    await answered(stage, first);
    await stage.perform(join(first, talk));
    await stage.until(first, `joined ${talk}`);
    await stage.perform(join(first, talk));
    await stage.until(first, `joined ${talk}`, 2);
  },
  'a bridge that is destroyed with somebody in it': async (stage) => {
    await stage.perform(bridge(talk, 'mixing'));
    await answered(stage, first);
    await stage.perform(join(first, talk));
    await stage.until(first, `joined ${talk}`);
    await stage.perform({ type: 'destroy-bridge', bridge: talk });
    await stage.until(first, `parted ${talk}`);
  },
  'somebody who is handed to the dialplan': async (stage) => {
    await answered(stage, first);
    await stage.perform({ type: 'last-resort', leg: first, caller: null, context: null });
    await stage.until(first, 'left-app');
  },
};

/** What each step about things that are not there, or not so, is answered with. */
const answersTo: Record<string, (stage: Stage) => Promise<string>> = {
  'a join of nobody': async (stage) => {
    await stage.perform(bridge(talk, 'mixing'));
    return stage.perform(join(first, talk));
  },
  'a join into nothing': async (stage) => {
    await answered(stage, first);
    return stage.perform(join(first, other));
  },
  'a hang-up of nobody': (stage) => stage.perform(hangUp(first)),
  'a dial of nobody': (stage) => stage.perform(dial(first)),
  'a dial of somebody who has answered': async (stage) => {
    await answered(stage, first);
    return stage.perform(dial(first));
  },
  'a ringback for nobody': (stage) => stage.perform({ type: 'ringback', leg: first, on: true }),
  'an end of a bridge that is not there': (stage) => stage.perform({ type: 'destroy-bridge', bridge: other }),
  'a second creation of a bridge': async (stage) => {
    await stage.perform(bridge(talk, 'mixing'));
    return stage.perform(bridge(talk, 'mixing'));
  },
  'a second creation of a channel': async (stage) => {
    await answered(stage, first);
    return stage.perform(create(first, 'answers'));
  },
};

jest.setTimeout(20_000);
const fixture = new AriFixture();
let pbx: AriPbx;
const reported: PbxEvent[] = [];
const changes = new Changes();

beforeAll(async () => {
  const asterisk = await fixture.asterisk({ extraConf: { 'extensions.conf': dialplan } });
  const { client } = fixture.client(asterisk);
  pbx = new AriPbx(client, 'baton');
  pbx.listen({
    onPbxEvent: (event) => {
      reported.push(event);
      changes.tell();
    },
    onPbxUp: () => undefined,
    onPbxDown: () => undefined,
  });
  await client.start();
}, 60_000);

afterAll(() => fixture.end(), 30_000);

let serial = 100;

afterEach(async () => {
  const { channels, bridges } = await pbx.look();
  for (const channel of channels) await answerOf(() => pbx.perform(hangUp(channel.id)));
  for (const { id: bridgeId } of bridges)
    await answerOf(() => pbx.perform({ type: 'destroy-bridge', bridge: bridgeId }));
  const left = async () => (await pbx.look()).channels.length;
  for (let n = 0; n < 50 && (await left()) > 0; n += 1) await new Promise((resolve) => setImmediate(resolve));
  // Ends are told after things are no longer there, and would be taken for something of the next script: a channel that
  // comes and goes after them is told of after them.
  const last = id(String((serial += 1)));
  await pbx.perform(create(last, 'rings'));
  await pbx.perform(hangUp(last));
  await untilGone(last);
  reported.length = 0;
}, 30_000);

function untilGone(channel: string): Promise<true> {
  return awaitChange({
    what: `the end of ${channel} to be reported`,
    withinMs: 5_000,
    look: () => reported.some((event) => event.type === 'gone' && event.channel === channel) || undefined,
    watch: changes.watch,
  });
}

describe('the simulated Asterisk', () => {
  it.each(Object.entries(scripts))('reports as the real one does: %s', async (_, script) => {
    const [real, simulated] = [realStage(), simulatedStage()];
    await script(real);
    await script(simulated);
    for (const about of [first, second, talk, hold])
      expect(simulated.reports(about)).toEqual(real.reports(about));
    expect(comparable(await simulated.snapshot())).toEqual(comparable(await real.snapshot()));
  });

  it.each(Object.entries(answersTo))('answers as the real one does: %s', async (_, asked) => {
    expect(await asked(simulatedStage())).toBe(await asked(realStage()));
  });
});

function realStage(): Stage {
  const reports = (of: string) => reported.filter((event) => isAbout(event, of)).map(inWords);
  return {
    perform: (step) => answerOf(() => pbx.perform(step)),
    until: async (of, what, times = 1) => {
      await awaitChange({
        what: `${what} of ${of}`,
        withinMs: 5_000,
        look: () => reports(of).filter((report) => report === what)[times - 1],
        watch: changes.watch,
        instead: () => `it reported ${reports(of).join(', ')}`,
      });
    },
    reports,
    snapshot: () => pbx.look(),
  };
}

function simulatedStage(): Stage {
  const time = new VirtualTime();
  const events: PbxEvent[] = [];
  const phones = {
    isReachable: () => true,
    onInvite: (channel: SimChannel) => {
      if (channel.endpoint.includes('busy')) return asterisk.hangsUp(channel, 'busy');
      asterisk.rings(channel);
      if (channel.endpoint.includes('answers')) time.after(300, () => asterisk.answers(channel));
    },
    onPrompt: () => undefined,
  };
  const asterisk: SimulatedAsterisk = new SimulatedAsterisk(time, new Dice(1), phones, (event) =>
    events.push(event),
  );
  const reports = (of: string) => events.filter((event) => isAbout(event, of)).map(inWords);
  return {
    perform: (step) => Promise.resolve(asterisk.perform(step)),
    until: (of, what, times = 1) => {
      const isThere = () => reports(of).filter((report) => report === what).length >= times;
      for (let n = 0; n < 100 && !isThere(); n += 1) time.step();
      if (!isThere()) throw new Error(`no ${what}: ${reports(of).join(', ')}`);
      return Promise.resolve();
    },
    reports,
    snapshot: () => Promise.resolve(asterisk.snapshot()),
  };
}

async function answerOf(action: () => Promise<void>): Promise<string> {
  try {
    await action();
    return 'done';
  } catch (error) {
    if (error instanceof PbxFailure) return error.kind;
    throw error;
  }
}

function isAbout(event: PbxEvent, of: string): boolean {
  return 'channel' in event ? event.channel === of : 'bridge' in event && event.bridge === of;
}

function inWords(event: PbxEvent): string {
  switch (event.type) {
    case 'in-app':
    case 'state':
      return `${event.type} ${event.state}`;
    case 'joined':
    case 'parted':
      return `${event.type} ${event.bridge}`;
    case 'gone':
    case 'hanging-up':
      return `${event.type} ${event.how ?? 'for no known reason'}`;
    default:
      return event.type;
  }
}

function comparable({ channels, bridges }: Snapshot): unknown {
  const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
  return {
    channels: [...channels]
      .sort(byId)
      .map(({ id: channel, inApp, state, bridge: at, shown }) => ({ channel, inApp, state, at, shown })),
    bridges: [...bridges].sort(byId),
  };
}
