import type { Caller } from './callers';
import { type PlayedLeg, Player, type PlayerOptions, SOON } from './player';
import { type Plot, plots } from './plots';
import type { Setting } from './setting';
import type { Stage } from './stage';

export interface Played {
  readonly callId: string;
  readonly setting: Setting;
  readonly caller: Caller;
  readonly legs: readonly PlayedLeg[];
}

interface Options extends PlayerOptions {
  readonly plot?: Plot;
  /** What happens to the settings while contact and transferor talk. */
  readonly meanwhile?: () => Promise<void>;
}

/** Plays one call through all its stages on real phones. @throws when a screen does not show what it should */
export async function play(stage: Stage, setting: Setting, options: Options = {}): Promise<Played> {
  const { plot = 'warm', meanwhile } = options;
  await stage.untilFree();
  const player = new Player(stage, setting, options);
  await player.watch();
  const legs = await player.begin();
  await meanwhile?.();
  legs.push(...(await plots[plot](player)));
  await player.end(legs);
  await Promise.all(legs.map(({ call }) => call.untilEnded(SOON)));
  legs.push(...(await player.unwatch()));
  return { callId: player.callId, setting, caller: player.caller, legs };
}
