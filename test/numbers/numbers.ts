import { Audit } from './audit';
import { knownLeaks } from './known-leaks';
import { play, type Played } from './play';
import type { Plot } from './plots';
import { reopen } from './reopen';
import { apply, changes, describe, matrix, type Setting } from './setting';
import { Stage } from './stage';

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
  readonly print: (line: string) => void;
}

/** The whole proof of docs/caller-id.md: the matrix, then every known leak re-opened. */
export async function testNumbers({ match, print }: Wish): Promise<Outcome> {
  const failures: string[] = [];
  const outcome = await playMatrix(match, print, failures);
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
  match: string,
  print: (line: string) => void,
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
    for (const setting of matrix()) {
      for (const { plot, withheld } of plotsFor(setting)) {
        const name = `${describe(setting)}, ${plot}${withheld ? ', withheld' : ''}`;
        await one(name, async () => {
          await apply(stage, setting);
          return play(stage, setting, { plot, withheld });
        });
      }
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
    proveThatSurfacesAreSearched(stage, failures);
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

/** What is played in a setting: a group and a second profile change what is shown, not what happens. */
function plotsFor({ direction, target, profile }: Setting): readonly Wanted[] {
  const isRepeated = target === 'group' || profile === 'diversion';
  const isInbound = direction === 'inbound';
  const open = (plot: Plot, is = true): readonly Wanted[] => (is ? [{ plot, withheld: false }] : []);
  return [
    ...open('warm'),
    ...open('recall', !isRepeated),
    ...open('last resort', !isRepeated && direction !== 'internal' && profile === 'none'),
    ...open('removed', isInbound && !isRepeated),
    ...open('hold keys', !isRepeated && profile === 'none'),
    ...open('transfer key', target === 'agent'),
    ...open('busy lamp', target === 'agent' && isInbound),
    ...(isInbound && target !== 'group' ? [{ plot: 'warm', withheld: true } as const] : []),
    ...(isInbound && target === 'agent' ? [{ plot: 'last resort', withheld: true } as const] : []),
  ];
}

interface Wanted {
  readonly plot: Plot;
  readonly withheld: boolean;
}

/** What the restricted viewer did not see must have been there to be seen: the admin sees it. */
function proveThatSurfacesAreSearched(stage: Stage, failures: string[]): void {
  const whole = JSON.stringify(stage.events.all);
  if (!whole.includes(stage.contact.number)) failures.push('the admin does not see numbers in events either');
}

async function clear(stage: Stage): Promise<void> {
  const { items } = await stage.baton.done<{ items: readonly { id: string }[] }>('GET', '/calls');
  await Promise.all(items.map(({ id }) => stage.baton.api('POST', `/calls/${id}/drop`)));
  const phones = [stage.contact, stage.outsider, stage.anna.phone, stage.ben.phone, stage.carla.phone];
  await Promise.allSettled(phones.flatMap(({ calls }) => calls.map((call) => call.hangUp())));
}
