import { lastLine, playWorlds } from './batch';
import { play } from './crew';

it('counts what every thread found', async () => {
  const seed = 20_261_122;
  const tally = await play({ seed, transfers: 400, mode: 'normal', workers: 3 });
  expect(tally).toEqual(await playWorlds(seed, 0, tally.worlds, 'normal'));
}, 120_000);

describe('transfers among people who act at random, with faults', () => {
  it('lose nobody and leave nothing over', async () => {
    const transfers = 5_000;
    const seed = Math.floor(Math.random() * 1_000_000_000);
    const tally = await play({ seed, transfers, mode: 'normal', workers: 2 });
    const made = tally.failures.length > 0 ? tally.transfers : transfers;
    process.stdout.write(`${lastLine(made, tally, seed)}\n`);
    expect(tally.failures.map(describeFailure)).toEqual([]);
  }, 300_000);

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
