import type { EmbeddedAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { awaitChange, type Within } from './await';

/** Waits until Asterisk has no channel and no bridge left, asked of its own console and not of us. */
export async function untilNothingIsLeft(asterisk: EmbeddedAsterisk, { withinMs }: Within): Promise<void> {
  let left = 'not looked yet';
  let stopped = false;
  const look = async (): Promise<void> => {
    const channels = await asterisk.cli('core show channels concise');
    const bridges = await asterisk.cli('bridge show all');
    left = [...channels.split('\n').filter((line) => line.includes('!')), ...bridges.split('\n').slice(1)]
      .join('\n')
      .trim();
  };
  await look();
  await awaitChange({
    what: 'Asterisk to have no channel and no bridge',
    withinMs,
    look: () => (left === '' ? true : undefined),
    watch: (changed) => {
      const again = (): void =>
        void look()
          .then(changed)
          .then(() => (stopped ? undefined : again()));
      again();
      return () => (stopped = true);
    },
    instead: () => `left:\n${left}`,
  });
}
