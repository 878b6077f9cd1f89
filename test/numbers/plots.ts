import type { CallResource } from '../support/call-resource';
import type { Call } from '../support/phones/call';
import { type PlayedLeg, type Player, SOON } from './player';

export type Plot =
  /** Introduce, swap to and fro, merge, leave: the target ends up with the contact. */
  | 'warm'
  /** As warm, but the target is removed from the conversation: the two who stay are told nothing new. */
  | 'removed'
  /** The target declines a cold transfer whose transferor has gone: recall. */
  | 'recall'
  /** As recall, and the transferor declines as well, twice: the dialplan gets the contact. */
  | 'last resort'
  /** As warm, with everybody's hold key in every stage, and a transferor who just hangs up in the end. */
  | 'hold keys'
  /** The transferor's phone tries its Transfer key, blind and attended. */
  | 'transfer key'
  /** As warm, and a colleague's busy lamps show what they should. */
  | 'busy lamp';

/** Each goes on from where contact and transferor talk. @returns the legs that came in */
export const plots: Readonly<Record<Plot, (player: Player) => Promise<readonly PlayedLeg[]>>> = {
  warm,
  removed,
  recall,
  'last resort': lastResort,
  'hold keys': holdKeys,
  'transfer key': transferKey,
  'busy lamp': busyLamp,
};

async function warm(player: Player): Promise<readonly PlayedLeg[]> {
  const target = await untilMerged(player);
  await player.verb('leave');
  return await takenOver(player, target);
}

async function removed(player: Player): Promise<readonly PlayedLeg[]> {
  const target = await untilMerged(player);
  const { legs } = await player.stage.baton.done<CallResource>('GET', `/calls/${player.callId}`);
  await player.stage.baton.done('DELETE', `/calls/${player.callId}/legs/${legs.at(-1)?.id ?? ''}`);
  await target.untilEnded(SOON);
  await player.shows('transferor', player.anna, 'talking');
  await player.shows('contact', player.contact, 'connected');
  return [{ viewer: 'target', call: target }];
}

async function recall(player: Player): Promise<readonly PlayedLeg[]> {
  const target = await player.transferCold();
  await target.decline();
  const back = await player.stage.anna.phone.rings(SOON);
  await player.shows('transferor', back, 'recall');
  await back.answer();
  await player.event('call.answered', 2);
  await player.shows('transferor', back, 'recall');
  return [
    { viewer: 'target', call: target },
    { viewer: 'transferor', call: back },
  ];
}

async function lastResort(player: Player): Promise<readonly PlayedLeg[]> {
  const target = await player.transferCold();
  await target.decline();
  const recalls: PlayedLeg[] = [];
  for (const _ of ['once', 'twice']) {
    const back = await player.stage.anna.phone.rings(SOON);
    await player.shows('transferor', back, 'recall');
    await back.decline();
    recalls.push({ viewer: 'transferor', call: back });
  }
  const voicemail = await player.stage.ben.phone.rings(SOON);
  await voicemail.answer();
  await player.shows('voicemail', voicemail, 'connected');
  await voicemail.hangUp();
  return [{ viewer: 'target', call: target }, ...recalls, { viewer: 'voicemail', call: voicemail }];
}

async function holdKeys(player: Player): Promise<readonly PlayedLeg[]> {
  const { anna, contact } = player;
  await holdAndBack(anna, contact);
  await player.shows('transferor', anna, 'talking');
  const { target, transfer } = await player.consultation();
  await holdAndBack(anna, target);
  await player.shows('transferor', anna, 'consultation');
  await player.shows('target', target, 'consultation');
  await player.verb(`transfers/${transfer}/merge`);
  await player.shows('target', target, 'connected');
  await holdAndBack(anna, target, contact);
  await player.shows('transferor', anna, 'talking');
  await player.shows('target', target, 'connected');
  await anna.hangUp();
  return await takenOver(player, target);
}

/**
 * Baton does not take the phones' Transfer key yet: were it left to Asterisk, the contact would be taken out of the call.
 * So the phone is told no, nobody rings, and the conversation goes on.
 */
async function transferKey(player: Player): Promise<readonly PlayedLeg[]> {
  const { anna, stage } = player;
  await refused(anna.blindTransfer(stage.ben.extension));
  await refused(player.contact.blindTransfer(stage.ben.extension));
  await anna.hold();
  const consulted = await stage.anna.phone.call(stage.ben.extension);
  const ben = await stage.ben.phone.rings(SOON);
  await player.shows('bystander', ben, 'ringing');
  await ben.answer();
  await consulted.answered(SOON);
  await refused(anna.attendedTransfer(consulted));
  await consulted.hangUp();
  await ben.untilEnded(SOON);
  await anna.unhold();
  const contact = player.setting.direction === 'internal' ? stage.carla.phone : stage.contact;
  await anna.untilHears({ tones: [contact.name] }, SOON);
  await player.contact.untilHears({ tones: [stage.anna.phone.name] }, SOON);
  await player.shows('transferor', anna, 'talking');
  if (stage.ben.phone.calls.length > 0 || stage.outsider.calls.length > 0) throw new Error('somebody rings');
  return [
    { viewer: 'transferor', call: consulted },
    { viewer: 'bystander', call: ben },
  ];
}

/** What a colleague sees meanwhile: that they are rung and talk, and no more. The lamps watch the other plots as well. */
async function busyLamp(player: Player): Promise<readonly PlayedLeg[]> {
  await player.lampsAre('lit', 'lamp of the transferor');
  const target = await untilMerged(player, async () => {
    await player.lampsAre('flashing', 'lamp of the target');
    await player.lampsAre('lit', 'lamp of the transferor');
  });
  await player.lampsAre('lit', 'lamp of the transferor', 'lamp of the target');
  await player.verb('leave');
  const legs = await takenOver(player, target);
  await player.lampsAre('dark', 'lamp of the transferor');
  await player.lampsAre('lit', 'lamp of the target');
  return legs;
}

/** Contact, transferor and target talk. */
async function untilMerged(player: Player, whileRinging?: () => Promise<void>): Promise<Call> {
  const { anna } = player;
  const { target, transfer } = await player.consultation(whileRinging);
  await player.verb(`transfers/${transfer}/swap`);
  await player.shows('transferor', anna, 'talking');
  await player.verb(`transfers/${transfer}/swap`);
  await player.shows('transferor', anna, 'consultation');
  await player.verb(`transfers/${transfer}/merge`);
  await player.shows('transferor', anna, 'talking');
  await player.shows('target', target, 'connected');
  return target;
}

/** Contact and target are left with each other. */
async function takenOver(player: Player, target: Call): Promise<readonly PlayedLeg[]> {
  await player.anna.untilEnded(SOON);
  await player.shows('target', target, 'connected');
  await player.shows('contact', player.contact, 'connected');
  return [{ viewer: 'target', call: target }];
}

/** Each of them puts the conversation on hold by the phone's own key, and takes it back. */
async function holdAndBack(...calls: readonly Call[]): Promise<void> {
  for (const call of calls) {
    await call.hold();
    await call.unhold();
  }
}

async function refused(transfer: Promise<unknown>): Promise<void> {
  const why = await transfer.then(
    () => 'the peer took the REFER',
    (error: unknown) => String(error),
  );
  if (!why.includes('answered 603 to REFER')) throw new Error(`the Transfer key was to be refused: ${why}`);
}
