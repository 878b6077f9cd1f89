import { Audit, type FoundLeak } from './audit';
import type { KnownLeak } from './known-leaks';
import { play } from './play';
import { apply } from './setting';
import { Stage } from './stage';

const MOST_CALLS_PER_LEAK = 8;

/** @returns where it was caught, or undefined */
export async function reopen({
  setting,
  plot = 'warm',
  caller,
  expect = /./,
  viewer,
  at,
  ...options
}: KnownLeak): Promise<string | undefined> {
  const stage = await Stage.start(options);
  try {
    await apply(stage, setting);
    const audit = new Audit(stage);
    const isIt = (leak: FoundLeak) =>
      expect.test(leak.line) &&
      leak.at === (at ?? 'phone') &&
      (viewer === undefined || leak.viewer === viewer);
    const found = () => audit.leaks.find(isIt);
    // Some leaks are a race within Asterisk: what we tell the phone may overtake what leaks.
    let calls = 0;
    for (; calls < MOST_CALLS_PER_LEAK && !found(); calls += 1) {
      await audit.call(
        await play(stage, setting, { plot, screens: 'unchecked', ...(caller ? { caller } : {}) }),
        'leaking',
      );
      if (at === 'events' || at === 'files') await audit.surfaces();
    }
    const caught = found();
    return caught && `caught in call ${calls}, ${caught.viewer} saw ${caught.secret} in "${caught.line}"`;
  } finally {
    await stage.stop();
  }
}
