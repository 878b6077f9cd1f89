import { Audit } from './audit';
import { type Caller, openly, strangely, ways, waysOfTheGrammar } from './callers';
import { knownLeaks } from './known-leaks';
import { play, type Played } from './play';
import type { Plot } from './plots';
import { reopen } from './reopen';
import { apply, changes, describe, matrix, type Setting } from './setting';
import { MASKS, Stage } from './stage';

export interface Outcome {
  readonly legs: number;
  readonly messages: number;
  readonly leaks: number;
  /** What is wrong besides leaks: a screen, a leak that was not caught, a witness who saw less. */
  readonly failures: readonly string[];
}

export interface Wish {
  /** Only settings whose description contains this. */
  readonly match: string;
  /** Of the ways to withhold a number that are made by the grammars. */
  readonly seed: number;
  readonly print: (line: string) => void;
}

/** The whole proof of docs/caller-id.md: the matrix, then every known leak re-opened. */
export async function testNumbers({ match, seed, print }: Wish): Promise<Outcome> {
  const failures: string[] = [];
  const outcome = await playMatrix({ match, seed, print }, failures);
  const caught = [];
  const wanted = knownLeaks.filter(({ name }) => name.includes(match));
  for (const leak of wanted) {
    const how = await reopen(leak);
    print(`re-opened: ${leak.name}: ${how ?? 'NOT CAUGHT'}`);
    if (how === undefined) failures.push(`the leak "${leak.name}" was re-opened and not caught`);
    else caught.push(leak.name);
  }
  print(`${caught.length} of ${wanted.length} known leaks re-opened and caught`);
  return { ...outcome, failures };
}

async function playMatrix(
  { match, seed, print }: Wish,
  failures: string[],
): Promise<Omit<Outcome, 'failures'>> {
  const stage = await Stage.start();
  try {
    const audit = new Audit(stage);
    const one = async (name: string, playIt: () => Promise<Played>): Promise<void> => {
      if (!name.includes(match)) return;
      const before = audit.leaks.length;
      try {
        await audit.call(await playIt(), name);
        print(`${audit.leaks.length > before ? 'LEAK' : 'ok'}  ${name}`);
      } catch (error) {
        failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        print(`FAILED  ${failures.at(-1) ?? ''}`);
        await clear(stage);
      }
    };
    const grammar = waysOfTheGrammar(seed, waysBesides * mostTelling.length);
    const wanted = [
      ...matrix().flatMap((setting) => plotsFor(setting).map((one) => ({ setting, ...one }))),
      ...mostTelling.flatMap((setting, index) =>
        [...Object.values(ways), ...grammar.slice(index * waysBesides, (index + 1) * waysBesides)].map(
          (caller): Wanted & { setting: Setting } => ({ setting, plot: 'warm', caller }),
        ),
      ),
    ];
    for (const { setting, plot, caller } of wanted) {
      const name = `${describe(setting)}, ${plot}${caller.how === '' ? '' : `, ${caller.how}`}`;
      await one(name, async () => {
        await apply(stage, setting);
        return play(stage, setting, { plot, caller });
      });
    }
    for (const { from, to } of changes()) {
      const name = `${describe(from)}, settings changed to ${describe(to)}`;
      await one(`${name}: the call goes on as it began`, async () => {
        await apply(stage, from);
        return play(stage, from, { meanwhile: () => apply(stage, to) });
      });
      await one(`${name}: the next call`, () => play(stage, to));
    }
    await audit.surfaces();
    if (audit.hasHeardOpenly) proveThatSurfacesAreSearched(stage, failures);
    if (stage.witness.absent === undefined) {
      const { seen, of } = await audit.witness();
      print(`second witness: tshark read ${seen} of the ${of} messages that the phones got`);
      if (seen < of) failures.push(`tshark read ${seen} of ${of} messages`);
    } else {
      print(`no second witness, the phones' own logs only: ${stage.witness.absent}`);
    }
    for (const leak of audit.leaks)
      print(`leak: ${leak.viewer} saw ${leak.secret} (${leak.in}): ${leak.line}`);
    return { legs: audit.legs, messages: audit.messages, leaks: audit.leaks.length };
  } finally {
    await stage.stop();
  }
}

/** How many of the grammars' ways are played in each of these, besides those that have a name. */
const waysBesides = 12;
const lead = { masking: 'on', mask: MASKS[0], transferCallerId: 'lead', direction: 'inbound' } as const;
/** Settings in which the contact's number is shown to everybody whom it may be shown to. */
const mostTelling: readonly Setting[] = [
  { ...lead, target: 'agent', profile: 'none' },
  { ...lead, target: 'number', profile: 'assert' },
  { ...lead, target: 'number', profile: 'diversion' },
];

/** What is played in a setting: a group and a second profile change what is shown, not what happens. */
function plotsFor({ direction, target, profile }: Setting): readonly Wanted[] {
  const isRepeated = target === 'group' || profile === 'diversion';
  const isInbound = direction === 'inbound';
  const by = (caller: Caller, plot: Plot, is = true): readonly Wanted[] => (is ? [{ plot, caller }] : []);
  return [
    ...by(openly, 'warm'),
    ...by(openly, 'recall', !isRepeated),
    ...by(openly, 'last resort', !isRepeated && direction !== 'internal' && profile === 'none'),
    ...by(openly, 'removed', isInbound && !isRepeated),
    ...by(openly, 'hold keys', !isRepeated && profile === 'none'),
    ...by(openly, 'transfer key', target === 'agent'),
    ...by(openly, 'busy lamp', target === 'agent' && isInbound),
    // Whoever withholds their number, in all that can happen to them.
    ...by(ways.privacyAlone, 'warm', isInbound),
    ...by(ways.asserted, 'warm', isInbound && target !== 'group'),
    ...by(ways.remoteParty, 'recall', isInbound && !isRepeated),
    ...by(ways.privacyAlone, 'last resort', isInbound && target === 'agent'),
    ...by(ways.anonymousFrom, 'removed', isInbound && target === 'agent'),
    ...by(ways.privacyAlone, 'hold keys', isInbound && !isRepeated && profile === 'none'),
    ...by(ways.second, 'transfer key', isInbound && target === 'agent'),
    ...by(strangely, 'warm', isInbound && target !== 'group'),
    ...by(strangely, 'last resort', isInbound && target === 'agent'),
  ];
}

interface Wanted {
  readonly plot: Plot;
  readonly caller: Caller;
}

/** What the restricted viewer did not see must have been there to be seen: the admin sees it. */
function proveThatSurfacesAreSearched(stage: Stage, failures: string[]): void {
  const whole = JSON.stringify(stage.events.all);
  if (!whole.includes(stage.contact.number)) failures.push('the admin does not see numbers in events either');
  if (stage.filesWith(stage.contact.number).length === 0) failures.push('no file has the number of anybody');
}

async function clear(stage: Stage): Promise<void> {
  const { items } = await stage.baton.done<{ items: readonly { id: string }[] }>('GET', '/calls');
  await Promise.all(items.map(({ id }) => stage.baton.api('POST', `/calls/${id}/drop`)));
  const phones = [stage.contact, stage.outsider, stage.anna.phone, stage.ben.phone, stage.carla.phone];
  await Promise.allSettled(phones.flatMap(({ calls }) => calls.map((call) => call.hangUp())));
}
