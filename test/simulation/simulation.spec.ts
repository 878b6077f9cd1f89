import { lastLine } from './batch';
import { play } from './crew';

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
