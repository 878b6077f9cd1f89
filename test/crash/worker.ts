import type { Outcome, Point } from './fault';
import { flows } from './flows';
import { PointRun } from './run-point';
import { Site, type Starter } from './site';

/** Runs the points that it is sent, one after another, at an Asterisk of its own. */

const starter: Starter = process.argv[2] === 'npm start' ? 'npm start' : 'the test';
let site: Promise<Site> = Site.open(starter);
site.then(
  () => process.send?.('ready'),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);

process.on('message', (point: Point) => void run(point));
process.on('disconnect', () => void site.then((open) => open.close()).finally(() => process.exit(0)));

async function run(point: Point): Promise<void> {
  const flow = flows.find(({ name }) => name === point.flow);
  if (!flow) throw new Error(`there is no flow ${point.flow}`);
  const outcome: Outcome = await new PointRun(await site, flow, point).run();
  // Told first: a failure that is worth a report must not be lost with what follows.
  if (outcome.report !== undefined) site = startAfresh(await site);
  process.send?.(outcome);
}

/** What a failed point left must not disturb the next. A machine that is too busy to start a server gets a second chance. */
async function startAfresh(spoilt: Site): Promise<Site> {
  const tell = (error: unknown) => void process.stderr.write(`${String(error)}\n`);
  await spoilt.close().catch(tell);
  return await Site.open(starter).catch((error: unknown) => {
    tell(error);
    return Site.open(starter);
  });
}
