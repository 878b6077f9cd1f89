import type { Dice } from '../simulation/dice';
import { specOf, type Target } from '../support/call-verbs';
import {
  expectFreed,
  expectHearing,
  expectMusic,
  expectRingback,
  expectTalking,
  phoneOf,
} from '../support/hearing';
import type { IncomingCall } from '../support/phones/incoming-call';
import { type Lane, SOON, type Talk } from './lane';

/**
 * One call with at least one transfer, from its first ring to its end; the dice choose its course.
 * @throws when somebody who should be there is not, or does not hear whom they should: the contact is lost
 */
type Play = (lane: Lane, dice: Dice) => Promise<void>;

export const kinds = { warm, cold, swap, hold, conference, confirm, inbound } as const satisfies Record<
  string,
  Play
>;

export type Kind = keyof typeof kinds;

async function warm(lane: Lane, dice: Dice): Promise<void> {
  const talk = await lane.dialOut();
  await introduceAndEnd(lane, talk, dice);
}

async function cold(lane: Lane, dice: Dice): Promise<void> {
  const talk = await lane.dialOut();
  await handOverAndEnd(lane, talk, dice);
}

/** The one who waits and the one who talks change places, and perhaps back. */
async function swap(lane: Lane, dice: Dice): Promise<void> {
  const talk = await lane.dialOut();
  const { id, owner } = talk;
  const { transfer, who } = await consult(lane, talk, dice);
  await lane.world.verb(id, 'swap', transfer);
  await Promise.all([expectTalking(owner, lane.contact), expectMusic(who)]);
  if (dice.chance(0.5)) {
    await lane.world.verb(id, 'swap', transfer);
    await Promise.all([expectTalking(owner, who), expectMusic(lane.contact)]);
  }
  await lane.world.verb(id, 'leave');
  await Promise.all([expectTalking(lane.contact, who), expectFreed(owner)]);
  await lane.end(talk);
}

async function hold(lane: Lane, dice: Dice): Promise<void> {
  const talk = await lane.dialOut();
  const { id, owner } = talk;
  for (let times = dice.between(1, 3); times > 0; times -= 1) {
    await lane.world.verb(id, 'hold');
    await Promise.all([
      expectMusic(lane.contact),
      expectHearing(owner, { tones: [], music: false, ringback: false }),
    ]);
    await lane.world.verb(id, 'resume');
    await expectTalking(lane.contact, owner);
  }
  await handOverAndEnd(lane, talk, dice);
}

/** A third is merged, then a fourth, and they leave one after another until the contact is left with one. */
async function conference(lane: Lane, dice: Dice): Promise<void> {
  const talk = await lane.dialOut();
  const { id, owner, other } = talk;
  const { contact, outsider, world } = lane;
  const [third, fourth] = dice.chance(0.5) ? ([other, outsider] as const) : ([outsider, other] as const);

  const merging = await introduce(lane, talk, third, specOf(third));
  await merging.target.answer();
  await Promise.all([expectTalking(owner, third), expectMusic(contact)]);
  await world.verb(id, 'merge', merging.transfer);
  await expectTalking(contact, owner, third);

  const transfer = await world.transfer(id, { mode: 'warm', target: specOf(fourth) });
  const target = await phoneOf(fourth).rings(SOON);
  await Promise.all([expectTalking(contact, third), expectRingback(owner)]);
  await target.answer();
  await Promise.all([expectTalking(contact, third), expectTalking(owner, fourth)]);
  await world.verb(id, 'merge', transfer);
  await expectTalking(contact, owner, third, fourth);

  const present: Target[] = [owner, third, fourth];
  while (present.length > 1) {
    const leaving = present.splice(dice.between(0, present.length - 1), 1)[0] ?? owner;
    if (leaving === owner && dice.chance(0.5)) await world.verb(id, 'leave');
    else await phoneOf(leaving).hangUp();
    await Promise.all([expectTalking(contact, ...present), expectFreed(leaving)]);
  }
  await lane.end(talk);
}

/** An outside number is asked in words whether it takes the call, and says so with a key. */
async function confirm(lane: Lane, dice: Dice): Promise<void> {
  const talk = await lane.dialOut();
  const { id, owner } = talk;
  const { contact, outsider, world } = lane;
  await world.transfer(id, { mode: 'cold', target: specOf(outsider), confirm: true });
  await (await outsider.rings(SOON)).answer();
  await Promise.all([expectHearing(outsider, { tones: [], other: true }), expectTalking(contact, owner)]);
  if (dice.chance(0.7)) {
    await outsider.dtmf('1');
    await Promise.all([expectTalking(contact, outsider), expectFreed(owner)]);
  } else {
    await outsider.dtmf('2');
    await Promise.all([expectTalking(contact, owner), expectFreed(outsider)]);
  }
  await lane.end(talk);
}

/** The contact calls the line, whose group rings: one of the two has the contact, and hands them on. */
async function inbound(lane: Lane, dice: Dice): Promise<void> {
  const loser = dice.pick(['declines', 'rings on'] as const);
  const talk = await lane.callIn(dice.pick(['first', 'second'] as const), async (ringing) => {
    if (loser === 'declines') await ringing.decline();
  });
  if (dice.chance(0.5)) await introduceAndEnd(lane, talk, dice);
  else await handOverAndEnd(lane, talk, dice);
}

/** A warm transfer that is declined, or concluded in one of the ways there are. */
async function introduceAndEnd(lane: Lane, talk: Talk, dice: Dice): Promise<void> {
  const { id, owner } = talk;
  const { contact, world } = lane;
  const reaction = dice.weighted({ answer: 6, decline: 2, busy: 1 });
  if (reaction !== 'answer') {
    const { who, target: body } = destination(lane, talk, dice);
    const { target } = await introduce(lane, talk, who, body);
    await refuse(target, reaction);
    await expectTalking(contact, owner);
    await lane.end(talk);
    return;
  }
  const { transfer, who } = await consult(lane, talk, dice);
  switch (dice.pick(['merge', 'leave', 'hang-up'] as const)) {
    case 'merge':
      await world.verb(id, 'merge', transfer);
      await expectTalking(contact, owner, who);
      await world.verb(id, 'leave');
      break;
    case 'leave':
      await world.verb(id, 'leave');
      break;
    case 'hang-up':
      await owner.phone.hangUp();
      break;
  }
  await Promise.all([expectTalking(contact, who), expectFreed(owner)]);
  await lane.end(talk);
}

/** A cold transfer, whose contact comes back when it is declined. */
async function handOverAndEnd(lane: Lane, talk: Talk, dice: Dice): Promise<void> {
  const { id, owner } = talk;
  const { contact, world } = lane;
  const { who, target: body } = destination(lane, talk, dice);
  const release = dice.chance(0.4) ? 'now' : 'on-answer';
  const reaction = dice.weighted({ answer: 6, decline: 2, busy: 1 });
  await world.transfer(id, { mode: 'cold', target: body, confirm: false, release });
  const target = await phoneOf(who).rings(SOON);
  if (release === 'now') await Promise.all([expectRingback(contact), expectFreed(owner)]);
  else await expectTalking(contact, owner);
  if (reaction === 'answer') {
    await target.answer();
    await Promise.all([expectTalking(contact, who), expectFreed(owner)]);
  } else {
    await refuse(target, reaction);
    if (release === 'now') await (await owner.phone.rings(SOON)).answer();
    await expectTalking(contact, owner);
  }
  await lane.end(talk);
}

/** Owner and target talk, the contact hears music. */
async function consult(lane: Lane, talk: Talk, dice: Dice): Promise<{ transfer: string; who: Target }> {
  const { who, target: body } = destination(lane, talk, dice);
  const { transfer, target } = await introduce(lane, talk, who, body);
  await target.answer();
  await Promise.all([expectTalking(talk.owner, who), expectMusic(lane.contact)]);
  return { transfer, who };
}

/** The target's phone rings, which the owner hears; the contact hears music. */
async function introduce(
  lane: Lane,
  { id, owner }: Talk,
  who: Target,
  body: object,
): Promise<{ transfer: string; target: IncomingCall }> {
  const transfer = await lane.world.transfer(id, { mode: 'warm', target: body });
  const target = await phoneOf(who).rings(SOON);
  await Promise.all([expectMusic(lane.contact), expectRingback(owner)]);
  return { transfer, target };
}

async function refuse(target: IncomingCall, how: 'decline' | 'busy'): Promise<void> {
  await (how === 'busy' ? target.busy() : target.decline());
}

/** The target that the dice choose, and how it is asked for: the group has nobody else to ring while the owner talks. */
function destination(lane: Lane, { other }: Talk, dice: Dice): { who: Target; target: object } {
  switch (dice.pick(['agent', 'group', 'number'] as const)) {
    case 'agent':
      return { who: other, target: specOf(other) };
    case 'group':
      return { who: other, target: { type: 'ring-group', id: lane.groupId } };
    case 'number':
      return { who: lane.outsider, target: specOf(lane.outsider) };
  }
}
