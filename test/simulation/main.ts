import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { lastLine, playWorlds, type Tally } from './batch';
import { play } from './crew';
import type { Mode } from './director';
import { emptyCells, tableOf } from './fault-table';

/**
 * npm run sim -- [--transfers N] [--seed S] [--heavy] [--workers N]   many worlds
 * npm run sim -- --seed S --world I [--heavy]                         one of them again, with what happens in it
 */
const { values } = parseArgs({
  options: {
    transfers: { type: 'string', default: '5000' },
    seed: { type: 'string' },
    world: { type: 'string' },
    workers: { type: 'string' },
    heavy: { type: 'boolean', default: false },
  },
});

const seed =
  values.seed === undefined ? Math.floor(Math.random() * 1_000_000_000) : whole('seed', values.seed);
const mode: Mode = values.heavy ? 'heavy' : 'normal';

async function main(): Promise<void> {
  if (values.world !== undefined) {
    const world = whole('world', values.world);
    finish(await playWorlds(seed, world, world + 1, mode));
    return;
  }
  const transfers = whole('transfers', values.transfers);
  const workers = values.workers === undefined ? availableParallelism() : whole('workers', values.workers);
  const began = Date.now();
  let told = began;
  console.log(`simulation: seed ${seed}, ${transfers} transfers, ${mode} faults, ${workers} threads`);
  const tally = await play({
    seed,
    transfers,
    mode,
    workers,
    onProgress: (soFar) => {
      if (Date.now() - told < 10_000) return;
      told = Date.now();
      console.log(`  ${soFar.transfers} transfers in ${soFar.worlds} worlds, ${soFar.faults} faults`);
    },
  });
  const seconds = (Date.now() - began) / 1000;
  const rate = Math.round(tally.transfers / seconds);
  console.log(
    `${tally.transfers} transfers, ${tally.calls} calls, ${tally.faults} faults in ${tally.worlds} worlds; ` +
      `${seconds.toFixed(1)} s, ${rate} transfers/s`,
  );
  finish(tally, transfers);
}

function finish(tally: Tally, transfers = tally.transfers): void {
  for (const { world, verdict, message, report } of tally.failures) {
    const again = `npm run sim -- --seed ${seed} --world ${world}${mode === 'heavy' ? ' --heavy' : ''}`;
    console.log(`\n${verdict}: ${message}\n  again: ${again}`);
    for (const line of report) console.log(`  ${line}`);
  }
  const made = tally.failures.length > 0 ? tally.transfers : transfers;
  // One world again is looked at for what happens in it.
  if (tally.worlds > 1) for (const line of tableOf(tally.cells)) console.log(line);
  const empty = emptyCells(tally.cells, tally.faults);
  for (const cell of empty) console.log(`never happened: ${cell}`);
  console.log(lastLine(made, tally, seed));
  process.exitCode = tally.failures.length > 0 || empty.length > 0 ? 1 : 0;
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`--${name} takes a whole number`);
  process.exit(2);
}

void main();
