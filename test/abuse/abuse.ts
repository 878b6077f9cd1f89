import { Dice, mixed } from '../simulation/dice';
import { World } from '../support/world';
import { listQueries, oddButAllowed, otherMethods, paths } from './address-sources';
import { accountsIn, changesOf, complaintsOf, residentMb, storeOf } from './aftermath';
import { badBodies, replays } from './body-sources';
import { contents } from './content-sources';
import { gather, type People } from './people';
import { phoneDials } from './phone-sources';
import { hostileTexts } from './regex-sources';
import { Report } from './report';
import { routesOf } from './routes';
import { Scene } from './scene';
import { Slow } from './slow';
import { Sockets } from './sockets';
import { json, type Known, type Source, type Target } from './source';
import { Strangers } from './strangers';
import { dialStrings, sipHeaders } from './text-sources';
import { publicPages } from './who-may';
import * as who from './who-sources';
import { Wire } from './wire';
import { handshakes, noHttp } from './wire-sources';

export interface AbuseOptions {
  readonly seed: number;
  /** At least so many. */
  readonly requests: number;
  readonly print: (line: string) => void;
}

export interface Outcome {
  readonly requests: number;
  readonly serverErrors: number;
  readonly disturbed: number;
  readonly letIn: number;
  /** What is wrong besides: an answer that is no problem document, a line in the log, a changed row, memory. */
  readonly failures: readonly string[];
}

/** All of a target but what judges. */
type Prepared = Omit<Target, 'ask' | 'askRaw' | 'dial' | 'wrong'>;
/** In a hundred requests: a stranger's call takes longer than a thousand of the others. */
const STRANGERS = 0.5;

/** How many are under way at a time. */
const LANES = 8;
const LOOK_EVERY = 250;
/** What the server may have grown by in the second half of the requests; heaps breathe. */
const MAY_GROW_MB = 100;

/** Which abuse, and how often. */
const sources: readonly (readonly [Source, number])[] = [
  [who.falseKeys, 14],
  [who.overreach, 14],
  [who.strangers, 8],
  [who.otherAgents, 3],
  [who.foreignPage, 4],
  [who.guesses, 0.6],
  [badBodies, 18],
  [dialStrings, 8],
  [phoneDials, 2],
  [hostileTexts, 6],
  [sipHeaders, 6],
  [paths, 8],
  [otherMethods, 5],
  [contents, 8],
  [replays, 3],
  [listQueries, 3],
  [oddButAllowed, 3],
  [noHttp, 3],
  [handshakes, 4],
];

/** Abuses a real server while real calls go on, and says what came of it. */
export async function testAbuse({ seed, requests, print }: AbuseOptions): Promise<Outcome> {
  const world = await World.start({ env: { LOG_LEVEL: 'debug' } });
  try {
    const scene = await Scene.begin(world);
    const target = await prepare(world, scene);
    const run = new Run(world, scene, target, new Report(target.people.secrets, print), {
      seed,
      requests,
      print,
    });
    return await run.all();
  } finally {
    await world.stop();
  }
}

async function prepare(world: World, scene: Scene): Promise<Prepared> {
  const { baton } = world;
  const agents = Object.fromEntries(Object.entries(scene.staff).map(([name, { id }]) => [name, id]));
  const people = await gather(baton, agents);
  const routes = await routesOf(baton);
  const known: Record<string, readonly string[]> = {};
  for (const { path, isList } of routes) {
    const { items = [] } = isList
      ? await baton.done<{ items?: readonly { id: string }[] }>('GET', path.replace('/api/v1', ''))
      : {};
    if (isList && !path.includes('{')) known[path.split('/').at(-1) ?? ''] = items.map(({ id }) => id);
  }
  for (const [name, id] of Object.entries(agents)) known[`agent ${name}`] = [id];
  const owners = ['anna', 'ben', 'carl dora'];
  return {
    wire: new Wire(new URL(baton.url)),
    routes,
    people,
    known: known satisfies Known,
    calls: scene.calls.map(({ id }, index) => ({ id, agent: owners[index] ?? '' })),
  };
}

class Run {
  #acts = 0;
  readonly #target: Target;
  readonly #strangers: Strangers;
  #lastStranger: Promise<void> = Promise.resolve();

  constructor(
    private readonly world: World,
    private readonly scene: Scene,
    prepared: Prepared,
    private readonly report: Report,
    private readonly options: AbuseOptions,
  ) {
    const { wire } = prepared;
    this.#strangers = Strangers.among(world, scene, report);
    this.#target = {
      ...prepared,
      ask: async (attempt) => this.report.judged(attempt, await wire.send(attempt)),
      askRaw: async (kind, bytes) => this.report.judgedRaw(kind, bytes, await wire.raw(bytes)),
      dial: async (raw) => this.report.judgedDial(raw, await scene.dial(raw)),
      wrong: (why) => this.report.failed(why),
    };
  }

  async all(): Promise<Outcome> {
    const { world, scene, report, options } = this;
    const target = this.#target;
    const { people } = target;
    const store = storeOf(world.dir);
    const { length: logged } = world.baton.stderr;
    const accounts = await accountsIn(world);
    const sockets = new Sockets(world.baton.url, people);
    const slow = new Slow(new URL(world.baton.url), people.admin.headers['authorization'] ?? '');
    report.count(slow.count);
    report.count(await sockets.openMany());

    const dice = new Dice(options.seed);
    await who.walkWithoutKey(target, dice);
    await who.walkBeyond(target, dice);
    for (const path of publicPages) await this.#askPage(path);
    let memory = 0;
    await this.#inLanes(sockets, () => {
      if (memory === 0 && report.requests > options.requests / 2) memory = residentMb(world);
      scene.look();
    });

    const grown = residentMb(world) - memory;
    if (grown > MAY_GROW_MB)
      report.failed(`the server has grown by ${grown} MB in the second half of the requests`);
    if (sockets.lost > 0) report.failed(`${sockets.lost} event sockets that read were closed`);
    await this.#tellPasts(sockets, people);
    for (const status of slow.end())
      if (status < 400 || status >= 500) report.failed(`a slow request was answered ${status}`);
    sockets.close();
    target.wire.close();

    for (const change of changesOf(store, storeOf(world.dir)))
      report.failed(`the store has changed: ${change}`);
    if ((await accountsIn(world)) !== accounts)
      report.failed("the phones' accounts in Asterisk have changed");
    const disturbed = await scene.finalLook();
    for (const why of disturbed.values()) report.failed(`disturbed: ${why}`);
    for (const line of complaintsOf(world, logged)) report.failed(`the server's log: ${line.slice(0, 500)}`);
    await scene.end().catch((error: unknown) => report.failed(String(error)));
    report.summary();
    if (report.figures().letIn > 0)
      options.print('whoever may use a route is listed in test/abuse/who-may.ts');
    options.print(`the server has grown by ${grown} MB in the second half of the requests`);
    return { ...report.figures(), disturbed: disturbed.size };
  }

  async #inLanes(sockets: Sockets, look: () => void): Promise<void> {
    const { report, options } = this;
    const target = this.#target;
    let looked = 0;
    const lane = async () => {
      while (report.requests < options.requests) {
        const dice = new Dice(mixed(options.seed, this.#acts++));
        switch (dice.weighted({ rude: 1, honest: 1, stranger: STRANGERS, refused: 98 })) {
          case 'rude':
            report.count(1, 'rude socket');
            await sockets.rude(dice);
            break;
          case 'stranger':
            await this.#stranger(dice);
            break;
          case 'honest':
            await this.#honest(dice);
            break;
          case 'refused':
            await pick(dice)(target, dice);
            break;
        }
        if (report.requests - looked < LOOK_EVERY) continue;
        looked = report.requests;
        look();
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    look();
  }

  /** One after another, as each has one phone. */
  #stranger(dice: Dice): Promise<void> {
    this.#lastStranger = this.#lastStranger.then(() => this.#strangers.intrude(dice));
    return this.#lastStranger;
  }

  /** What an agent does all day goes on as well: all sockets hear of it. */
  async #honest(dice: Dice): Promise<void> {
    const { people, known } = this.#target;
    const headers = { ...json, ...people.agents['eve']?.headers };
    const path = `/api/v1/agents/${known['agent eve']?.[0] ?? ''}`;
    for (const status of [dice.pick(['away', 'busy']), 'available']) {
      const body = JSON.stringify({ status });
      await this.#target.ask({
        kind: 'honest',
        method: 'PATCH',
        path,
        headers,
        body,
        expected: { type: 'answered', with: [200] },
      });
    }
  }

  async #askPage(path: string): Promise<void> {
    await this.#target.ask({
      kind: 'public page',
      method: 'GET',
      path,
      expected: { type: 'answered', with: [200] },
    });
  }

  /** An agent who asks for all that happened is told of their own calls. */
  async #tellPasts(sockets: Sockets, { agents }: People): Promise<void> {
    for (const [name, person] of Object.entries(agents)) {
      this.report.count(1, 'past');
      const own = this.#target.calls.filter(({ agent }) => agent.includes(name)).map(({ id }) => id);
      for (const id of await sockets.callsToldTo(person))
        if (!own.includes(id)) this.report.letIn(`${name} was told of another's call by the event socket`);
    }
  }
}

function pick(dice: Dice): Source {
  let left = dice.roll() * sources.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [source, weight] of sources) {
    left -= weight;
    if (left < 0) return source;
  }
  return who.falseKeys;
}
