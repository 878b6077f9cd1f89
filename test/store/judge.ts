import type { Answer } from '../support/baton';
import type { Fault, FaultyDriver } from './faults';
import { asTold, type OnDisk } from './picture';
import type { Desk, SettingKind } from './setting-kinds';

/** What is stored later, as the store did not take it, is stored within this time. */
const EVENTUALLY_MS = 8_000;
const LOOK_EVERY_MS = 50;

export interface Bench {
  readonly desk: Desk;
  readonly disk: OnDisk;
  readonly driver: FaultyDriver;
}

export interface Trial {
  /** The statements that were run. */
  readonly run: readonly string[];
  /** How many of them failed. */
  readonly failed: number;
  /** What was said that is not so. */
  readonly untrue: readonly string[];
}

/** Asks for one change while these statements fail, and holds what is answered against what is on the disk. */
export async function tryChange(
  { desk, disk, driver }: Bench,
  { ready, isKeyed = false }: SettingKind,
  faults: readonly Fault[],
): Promise<Trial> {
  const request = await ready(desk);
  const look = async () => ({ told: await asTold(desk.server(), desk.keys), stored: disk.setUp() });
  const before = await look();
  const audited = disk.auditEntries();
  await driver.tell(faults);
  const answer = await request();
  const { run, failed } = await driver.tell([]);
  const untrue = [...unclear(answer)];
  const isDone = saysDone(answer);

  const fits = ({ told, stored }: Awaited<ReturnType<typeof look>>) =>
    (stored !== before.stored) === isDone && (told !== before.told || !isDone || told === before.told);
  // Done means done when it is said. What was not done may have to be taken back first.
  const after = isDone ? await look() : await until(look, fits);
  if ((after.stored !== before.stored) !== isDone)
    untrue.push(`${answer.status}, but on the disk it is ${isDone ? 'not done' : 'done'}`);
  if (!isDone && after.told !== before.told) untrue.push(`${answer.status}, but the server says it is done`);
  if (isKeyed) untrue.push(...(await repeat(request, answer, disk, before.stored)));
  const entries = await until(
    () => Promise.resolve(disk.auditEntries()),
    (count) => count > audited,
  );
  if (entries <= audited) untrue.push('nothing of it is in the audit log');
  return { run, failed, untrue };
}

/** One refusal says so, too: of what was carried out, the disk alone has not confirmed it. */
export function saysDone(answer: Answer): boolean {
  return answer.status < 400 || codeOf(answer) === 'store-not-on-disk';
}

/** A refusal for which the store is the reason says so. */
export function unclear(answer: Answer): readonly string[] {
  const { status, text } = answer;
  if (status < 400) return [];
  return status === 503 && codeOf(answer).startsWith('store-')
    ? []
    : [`the store failed, and the answer was ${status} ${text}`];
}

function codeOf({ body }: Answer): string {
  return ((body ?? {}) as { readonly code?: string }).code ?? '';
}

/** With the same key the same is said once more, or, if it was not done, it is done now, and once. */
async function repeat(
  request: () => Promise<Answer>,
  first: Answer,
  disk: OnDisk,
  before: string,
): Promise<readonly string[]> {
  const second = await request();
  const stored = disk.setUp();
  const third = await request();
  if (second.status >= 400 || stored === before)
    return [`once more with its key it was answered ${second.text}`];
  if (first.status < 400 && second.text !== first.text)
    return ['once more with its key it was answered otherwise'];
  if (third.text !== second.text || disk.setUp() !== stored) return ['with its key it was done twice'];
  return [];
}

export async function until<T>(look: () => Promise<T>, fits: (seen: T) => boolean): Promise<T> {
  const deadline = performance.now() + EVENTUALLY_MS;
  for (;;) {
    const seen = await look();
    if (fits(seen) || performance.now() > deadline) return seen;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
