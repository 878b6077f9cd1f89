import { describeHeard } from '../support/media/ear';
import type { Lane } from './lane';

/** What a transfer that went wrong is to be understood by. */
export interface Report {
  /** The whole of it, once the call is over: its last steps are written down with its end. */
  afterwards(): Promise<readonly string[]>;
}

/** Takes down what can be seen only while the lane's calls go on: what everybody hears, and who is where in Asterisk. */
export async function reportOn(lane: Lane): Promise<Report> {
  const { baton, asterisk } = lane.world;
  const heard = lane.phones
    .filter(({ calls }) => calls.length > 0)
    .map((phone) => `  ${phone.name} hears ${describeHeard(phone.hears())}`);
  const calls = await lane.calls();
  const bridges = await Promise.all(
    calls.map(async ({ id }) => {
      const all = await asterisk.cli('bridge show all');
      const ids = all.match(new RegExp(`baton-${id}-\\S+`, 'g')) ?? [];
      return Promise.all(ids.map((bridge) => asterisk.cli(`bridge show ${bridge}`)));
    }),
  );
  return {
    afterwards: async () => [
      ...heard,
      ...bridges.flat(),
      ...(await Promise.all(
        calls.map(async ({ id }) => `  ${id}: ${(await baton.api('GET', `/calls/${id}/timeline`)).text}`),
      )),
    ],
  };
}
