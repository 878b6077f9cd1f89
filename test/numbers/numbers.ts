import { Audit } from './audit';
import { knownLeaks, type KnownLeak } from './known-leaks';
import { play, type Plot } from './play';
import { apply, describe, matrix, type Setting } from './setting';
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

const MOST_CALLS_PER_LEAK = 8;

/** The whole proof of docs/caller-id.md: the matrix, then every known leak re-opened. */
export async function testNumbers({ match, print }: Wish): Promise<Outcome> {
  const failures: string[] = [];
  const outcome = await playMatrix(match, print, failures);
  const caught = [];
  for (const leak of knownLeaks) {
    if (!leak.name.includes(match) && match !== '') continue;
    const how = await reopen(leak);
    print(`re-opened: ${leak.name}: ${how ?? 'NOT CAUGHT'}`);
    if (how === undefined) failures.push(`the leak "${leak.name}" was re-opened and not caught`);
    else caught.push(leak.name);
  }
  print(`${caught.length} of ${knownLeaks.length} known leaks re-opened and caught`);
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
    const one = async (setting: Setting, plot: Plot, withheld: boolean): Promise<void> => {
      const name = `${describe(setting)}, ${plot}${withheld ? ', withheld' : ''}`;
      if (!name.includes(match)) return;
      const before = audit.leaks.length;
      try {
        await apply(stage, setting);
        await audit.call(await play(stage, setting, { plot, withheld }), name);
        print(`${audit.leaks.length > before ? 'LEAK' : 'ok'}  ${name}`);
      } catch (error) {
        failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        print(`FAILED  ${failures.at(-1) ?? ''}`);
        await clear(stage);
      }
    };
    for (const setting of matrix()) {
      await one(setting, 'warm', false);
      const isRepeated = setting.target === 'group' || setting.profile === 'diversion';
      if (!isRepeated) await one(setting, 'recall', false);
      if (setting.direction === 'inbound' && !isRepeated) await one(setting, 'removed', false);
      if (setting.direction === 'inbound' && setting.target !== 'group') await one(setting, 'warm', true);
    }
    await audit.surfaces();
    await proveThatSurfacesAreSearched(stage, failures);
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

/** What the restricted viewer did not see must have been there to be seen: the admin sees it. */
function proveThatSurfacesAreSearched(stage: Stage, failures: string[]): Promise<void> {
  const whole = JSON.stringify(stage.events.all);
  if (!whole.includes(stage.contact.number)) failures.push('the admin does not see numbers in events either');
  return Promise.resolve();
}

async function clear(stage: Stage): Promise<void> {
  const { items } = await stage.baton.done<{ items: readonly { id: string }[] }>('GET', '/calls');
  await Promise.all(items.map(({ id }) => stage.baton.api('POST', `/calls/${id}/drop`)));
  const phones = [stage.contact, stage.outsider, stage.anna.phone, stage.ben.phone, stage.carla.phone];
  await Promise.all(phones.flatMap(({ calls }) => calls.map((call) => call.untilEnded({ withinMs: 5_000 }))));
}

/** @returns where it was caught, or undefined */
async function reopen({ conf, setting, answersAs, expect }: KnownLeak): Promise<string | undefined> {
  const stage = await Stage.start(conf);
  try {
    await apply(stage, setting);
    const options = { screens: 'unchecked', ...(answersAs === undefined ? {} : { answersAs }) } as const;
    const audit = new Audit(stage);
    const found = () => audit.leaks.find(({ line }) => expect.test(line));
    // Some leaks are a race within Asterisk: what we tell the phone may overtake what leaks.
    for (let n = 0; n < MOST_CALLS_PER_LEAK && !found(); n += 1) {
      await audit.call(await play(stage, setting, options), 'leaking');
    }
    const caught = found();
    return caught && `caught, ${caught.viewer} saw ${caught.secret} in "${caught.line}"`;
  } finally {
    await stage.stop();
  }
}
