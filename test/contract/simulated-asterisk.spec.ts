import { answersTo } from './two-asterisks/answers';
import { callerScripts, callersOfChance } from './two-asterisks/caller-scripts';
import { channelScripts, channelsOfChance } from './two-asterisks/channel-scripts';
import { holdKeyScripts } from './two-asterisks/hold-key-scripts';
import { RealAsterisk } from './two-asterisks/real-stage';
import { simulatedStage } from './two-asterisks/simulated-stage';
import { comparable, type Script, type Stage } from './two-asterisks/stage';
import { toneScripts, tonesOfChance } from './two-asterisks/tone-scripts';

const scripts = { ...channelScripts, ...callerScripts, ...holdKeyScripts, ...toneScripts };
/** Where the real one does not always do the same, the simulated one must know all that it does. */
const scriptsOfChance = { ...channelsOfChance, ...callersOfChance, ...tonesOfChance };
/** Of runs of the simulated one, enough for everything that chance can make of a script. */
const seeds = Array.from({ length: 30 }, (_, n) => n + 1);

jest.setTimeout(20_000);
const real = new RealAsterisk();

beforeAll(() => real.start(), 60_000);
afterEach(() => real.clear(), 30_000);
afterAll(() => real.end(), 30_000);

describe('the simulated Asterisk', () => {
  it.each(Object.entries(scripts))('does as the real one does: %s', async (_, script) => {
    const really = await played(script, real.stage());
    for (const seed of seeds) expect(await played(script, simulatedStage(seed))).toEqual(really);
  });

  it.each(Object.entries(scriptsOfChance))('may do what the real one does: %s', async (_, script) => {
    const really = await played(script, real.stage());
    const simulated = await Promise.all(seeds.map((seed) => played(script, simulatedStage(seed))));
    expect(simulated).toContainEqual(really);
  });

  it.each(Object.entries(answersTo))('answers as the real one does: %s', async (_, asked) => {
    const answer = await asked(real.stage());
    for (const seed of seeds) expect(await asked(simulatedStage(seed))).toBe(answer);
  });
});

async function played(script: Script, stage: Stage): Promise<unknown> {
  const result = await script(stage);
  return { result, reports: stage.reports, snapshot: comparable(await stage.snapshot()) };
}
