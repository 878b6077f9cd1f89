import { lastLine, playWorlds } from './batch';
import { play } from './crew';
import { emptyCells } from './fault-table';

it('counts what every thread found', async () => {
  const seed = 20_261_122;
  const tally = await play({ seed, transfers: 400, mode: 'normal', workers: 3 });
  expect(tally).toEqual(await playWorlds(seed, 0, tally.worlds, 'normal'));
}, 120_000);

describe('transfers among people who act at random, with faults', () => {
  // Some of what must hold is to be seen only where faults strike one upon the other: that there is a look every 15 s, for one.
  it.each([
    ['', 'normal', 5_000],
    [', and seven times as many', 'heavy', 4_000],
  ] as const)(
    'lose nobody and leave nothing over%s',
    async (_, mode, transfers) => {
      const seed = Math.floor(Math.random() * 1_000_000_000);
      const tally = await play({ seed, transfers, mode, workers: 2 });
      const made = tally.failures.length > 0 ? tally.transfers : transfers;
      process.stdout.write(`${lastLine(made, tally, seed)}\n`);
      expect(tally.failures.map(describeFailure)).toEqual([]);
      expect(emptyCells(tally.cells, tally.faults)).toEqual([]);
    },
    300_000,
  );

  function describeFailure({
    world,
    message,
    report,
  }: {
    world: number;
    message: string;
    report: readonly string[];
  }) {
    return [`world ${world}: ${message}`, ...report].join('\n');
  }
});
