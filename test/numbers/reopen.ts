import { Audit } from './audit';
import type { KnownLeak } from './known-leaks';
import { play } from './play';
import { apply } from './setting';
import { Stage } from './stage';

const MOST_CALLS_PER_LEAK = 8;

/** @returns where it was caught, or undefined */
export async function reopen({
  setting,
  plot = 'warm',
  expect = /./,
  at,
  ...options
}: KnownLeak): Promise<string | undefined> {
  const stage = await Stage.start(options);
  try {
    await apply(stage, setting);
    const audit = new Audit(stage);
    const found = () => audit.leaks.find((leak) => expect.test(leak.line) && leak.at === (at ?? 'phone'));
    // Some leaks are a race within Asterisk: what we tell the phone may overtake what leaks.
    let calls = 0;
    for (; calls < MOST_CALLS_PER_LEAK && !found(); calls += 1) {
      await audit.call(await play(stage, setting, { plot, screens: 'unchecked' }), 'leaking');
      if (at === 'events') await audit.surfaces();
    }
    const caught = found();
    return caught && `caught in call ${calls}, ${caught.viewer} saw ${caught.secret} in "${caught.line}"`;
  } finally {
    await stage.stop();
  }
}
