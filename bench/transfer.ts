/**
 * What does Baton cost? The same warm transfer in turns by a bare ARI script and by Baton: one Asterisk, the same
 * three phones, one run.
 *
 *     npm run bench:transfer                    30 rounds of each
 *     npm run bench:transfer -- --rounds=5
 *
 * The ratio is Baton's median to the script's; exit code 1 when one of the two is above 2.
 */
import { World } from '../test/support/world';
import { BareAri } from './transfer/bare-ari';
import { BARE_APP, BARE_DIALPLAN, BareWay } from './transfer/bare-way';
import { BatonWay } from './transfer/baton-way';
import { measure, type Round, warmUp } from './transfer/measure';
import { ratio, table } from './transfer/report';
import type { Cast } from './transfer/way';

const ROUNDS = 30;
/** Not counted. */
const FIRST_ROUNDS = 3;
const ALLOWED = 2;

async function main(): Promise<number> {
  const asked = process.argv.find((arg) => arg.startsWith('--rounds='))?.slice('--rounds='.length);
  const rounds = Number(asked ?? ROUNDS);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds must be a whole number from 1 on');
  const world = await World.start({ extraConf: { 'extensions.conf': BARE_DIALPLAN } });
  const ari = await BareAri.connect(world.asterisk, BARE_APP);
  try {
    return await compare(world, ari, rounds);
  } finally {
    ari.close();
    await world.stop();
  }
}

async function compare(world: World, ari: BareAri, rounds: number): Promise<number> {
  const anna = await world.agent('Anna');
  const ben = await world.agent('Ben');
  const caller = world.carrier.phone('+31612345678', { name: 'contact' });
  const cast: Cast = { caller, anna: anna.phone, ben: ben.phone };

  const bareWay = new BareWay(ari, cast);
  const batonWay = new BatonWay(world, cast, [anna, ben], ben);
  const bare: Round[] = [];
  const baton: Round[] = [];
  console.log(
    `Asterisk ${world.asterisk.version}, Node ${process.version}; ${rounds} rounds of each, in turns`,
  );
  for (const way of [bareWay, batonWay]) await warmUp(way, cast);
  for (let round = -FIRST_ROUNDS; round < rounds; round++) {
    const ofBare = await measure(bareWay, cast);
    const ofBaton = await measure(batonWay, cast);
    if (round < 0) continue;
    bare.push(ofBare);
    baton.push(ofBaton);
  }
  await batonWay.close();

  for (const line of ['', ...table(bare, baton), '']) console.log(line);
  const introduce = ratio(bare, baton, 'introduceToInvite');
  const merge = ratio(bare, baton, 'mergeToTwoWayAudio');
  const figures = `introduce→INVITE ratio ${introduce.toFixed(2)}, merge→two-way audio ratio ${merge.toFixed(2)}`;
  console.log(`bench:transfer: ${figures}`);
  return introduce > ALLOWED || merge > ALLOWED ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
