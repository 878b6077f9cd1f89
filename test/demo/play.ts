import type { IncomingCall } from '../support/phones/incoming-call';
import type { Staff, World } from '../support/world';
import { type Headline, Narrator } from './narrator';
import { type Part, Stage } from './stage';

const CONTACT_NUMBER = '+31612345678';
const RINGS_WITHIN_MS = 5_000;

interface Cast {
  readonly world: World;
  readonly anna: Staff;
  readonly ben: Staff;
  readonly narrator: Narrator;
  readonly stage: Stage;
}

/**
 * One call, handed on twice: warm from Anna to Ben, cold from Ben back to Anna.
 *
 * @param print takes one line of the narration
 * @throws Error saying who should have heard what; what everybody heard then has been printed
 */
export async function play(world: World, print: (line: string) => void): Promise<void> {
  const anna = await world.agent('Anna');
  const ben = await world.agent('Ben');
  const caller = world.carrier.phone(CONTACT_NUMBER, { name: 'contact' });
  const stage = new Stage([caller, anna.phone, ben.phone]);
  const cast: Cast = { world, anna, ben, narrator: new Narrator(print), stage };
  prologue(cast);
  try {
    const callId = await warm(cast);
    await cold(cast, callId);
    await epilogue(cast, callId);
  } catch (error) {
    print(`         At that moment: ${stage.now()}`);
    throw error;
  }
}

function prologue({ world, narrator }: Cast): void {
  narrator.say(
    '',
    `Baton is at ${world.baton.url}, in front of Asterisk ${upstream(world.asterisk.version)}.`,
    `Three robot phones: a contact outside (${CONTACT_NUMBER}), Anna (201) and Ben (202).`,
    'Each hums a tone of its own. The tables say what each phone hears, measured in',
    'the audio packets it got for a full second, and how many milliseconds after the',
    'step the new sound set in (packets come every 20 ms).',
    '',
  );
}

/** `1:22.10.1+dfsg-1` -> `22.10.1` */
function upstream(debianVersion: string): string {
  return /^(?:\d+:)?([\d.]+)/.exec(debianVersion)?.[1] ?? debianVersion;
}

/** @returns the call's id */
async function warm({ world, anna, ben, narrator, stage }: Cast): Promise<string> {
  narrator.act('WARM: Anna introduces the contact to Ben, then leaves.', ['contact', 'Anna', 'Ben']);
  const scene = sceneTeller(narrator, stage);
  const contact = world.carrier.phone(CONTACT_NUMBER);

  let toAnna: IncomingCall | undefined;
  await scene(
    { sentence: 'The contact calls the company. Its line rings Anna.' },
    { contact: 'ringing tone', Anna: 'phone rings' },
    async () => {
      await contact.call(world.lineNumber);
      toAnna = await anna.phone.rings({ withinMs: RINGS_WITHIN_MS });
    },
  );
  await scene({ sentence: 'Anna answers.' }, { contact: ['Anna'], Anna: ['contact'] }, () =>
    toAnna?.answer(),
  );
  const { callId = '' } = await world.event((event) => event.type === 'call.answered', 'the call to start');

  let transfer = '';
  let toBen: IncomingCall | undefined;
  await scene(
    { sentence: 'Anna introduces Ben.', request: 'POST calls/:id/transfers  mode: warm' },
    { contact: 'music', Anna: 'ringing tone', Ben: 'phone rings' },
    async () => {
      transfer = await world.transfer(callId, { mode: 'warm', target: { type: 'agent', id: ben.id } });
      toBen = await ben.phone.rings({ withinMs: RINGS_WITHIN_MS });
    },
  );
  await scene(
    { sentence: 'Ben answers. Anna tells Ben what it is about.' },
    { contact: 'music', Anna: ['Ben'], Ben: ['Anna'] },
    () => toBen?.answer(),
  );
  await scene(
    { sentence: 'Anna brings them together.', request: 'POST calls/:id/transfers/:id/merge' },
    { contact: ['Anna', 'Ben'], Anna: ['Ben', 'contact'], Ben: ['Anna', 'contact'] },
    () => world.verb(callId, 'merge', transfer),
  );
  await scene(
    { sentence: 'Anna leaves.', request: 'POST calls/:id/leave' },
    { contact: ['Ben'], Anna: 'no call', Ben: ['contact'] },
    () => world.verb(callId, 'leave'),
  );
  return callId;
}

async function cold({ world, anna, narrator, stage }: Cast, callId: string): Promise<void> {
  narrator.act('COLD: Ben sends the same call back to Anna, without a word.', ['contact', 'Anna', 'Ben']);
  const scene = sceneTeller(narrator, stage);

  let toAnna: IncomingCall | undefined;
  await scene(
    { sentence: 'Ben transfers to Anna.', request: 'POST calls/:id/transfers  mode: cold' },
    { contact: ['Ben'], Anna: 'phone rings', Ben: ['contact'] },
    async () => {
      await world.transfer(callId, { mode: 'cold', target: { type: 'agent', id: anna.id } });
      toAnna = await anna.phone.rings({ withinMs: RINGS_WITHIN_MS });
    },
  );
  await scene(
    { sentence: 'Anna answers. Ben is free at once.' },
    { contact: ['Anna'], Anna: ['contact'] },
    () => toAnna?.answer(),
  );
}

async function epilogue({ world, narrator, stage }: Cast, callId: string): Promise<void> {
  const scene = sceneTeller(narrator, stage);
  await scene({ sentence: 'The contact hangs up.' }, {}, () => world.carrier.phone(CONTACT_NUMBER).hangUp());
  await world.untilNothingIsLeft();
  const { transfers } = await world.call(callId);
  narrator.say(
    `Asterisk has no channel and no bridge left. It was one call from first to last,`,
    `with ${transfers.length} transfers: ${transfers.map(({ outcome }) => outcome).join(', ')}.`,
    '',
  );
}

type SceneTeller = (
  headline: Headline,
  parts: Readonly<Record<string, Part>>,
  cue: () => unknown,
) => Promise<void>;

function sceneTeller(narrator: Narrator, stage: Stage): SceneTeller {
  return async (headline, parts, cue) => {
    const cueAt = performance.now();
    await cue();
    narrator.scene(cueAt, headline, await stage.scene(parts, cueAt));
  };
}
