import { type Dice } from '../simulation/dice';
import { type Call } from '../support/phones/call';
import { type IncomingCall } from '../support/phones/incoming-call';
import { type Staff, type World } from '../support/world';

/** Two agents, a contact's number and an outside number, whose calls follow one another. Lanes run side by side. */
export interface Lane {
  readonly name: string;
  readonly first: Staff;
  readonly second: Staff;
  readonly groupId: string;
  readonly contactNumber: string;
  readonly outsideNumber: string;
}

const soon = { withinMs: 15_000 };

/** Opens a lane: its people are registered and its group has the second agent in it. */
export async function openLane(world: World, index: number): Promise<Lane> {
  const name = `lane${index}`;
  const first = await world.agent(`${name}-first`);
  const second = await world.agent(`${name}-second`);
  const layers = [{ strategy: 'simultaneous', ringSeconds: 5, members: [{ type: 'agent', id: second.id }] }];
  const { id: groupId } = await world.baton.done<{ id: string }>('POST', '/ring-groups', { name, layers });
  const contactNumber = `06100000${index}0`;
  const outsideNumber = `06100000${index}1`;
  world.carrier.phone(contactNumber, { name: `${name}-contact` });
  world.carrier.phone(outsideNumber, { name: `${name}-outside` });
  return { name, first, second, groupId, contactNumber, outsideNumber };
}

/**
 * One call with one transfer, of a kind and with an outcome that the dice choose, from its first ring to its end.
 * @throws when somebody who should be there is not, or does not hear whom he should: the contact is lost
 */
export async function transferOnce(world: World, lane: Lane, dice: Dice): Promise<void> {
  const { id, contact } = await begin(world, lane);
  const mode = dice.pick(['warm', 'cold'] as const);
  const to = dice.pick(['agent', 'group', 'number'] as const);
  const reaction = dice.weighted({ answer: 6, decline: 2, busy: 1 });
  const release = mode === 'cold' && dice.chance(0.4) ? ({ release: 'now' } as const) : {};
  const transfer = await world.transfer(id, { mode, target: targetOf(lane, to), confirm: false, ...release });
  const target = await ring(world, lane, to);
  if (reaction !== 'answer') {
    await (reaction === 'busy' ? target.busy() : target.decline());
    // A contact whose transferor is gone comes back to him.
    if (release.release === 'now') await (await lane.first.phone.rings(soon)).answer();
    await contact.untilHears({ tones: [lane.first.phone.name] }, soon);
  } else {
    await target.answer();
    if (mode === 'warm') await conclude(world, lane, id, transfer, dice);
    await contact.untilHears({ tones: [nameOf(lane, to)], music: false, ringback: false }, soon);
  }
  await contact.hangUp();
  await world.untilOver(id);
}

/** The first agent has the server dial the contact, and they talk. */
async function begin(world: World, lane: Lane): Promise<{ readonly id: string; readonly contact: Call }> {
  const target = { type: 'number', number: lane.contactNumber };
  await world.agentState(lane.first.id, 'available');
  await world.agentState(lane.second.id, 'available');
  const request = { line: world.lineId, agent: lane.first.id, target };
  const { id } = await world.baton.done<{ id: string }>('POST', '/calls', request);
  await (await lane.first.phone.rings(soon)).answer();
  const contact = await world.carrier.expectCall(lane.contactNumber, soon);
  await contact.answer();
  await contact.untilHears({ tones: [lane.first.phone.name] }, soon);
  return { id, contact };
}

/** Out of a consultation, in one of the ways there are. */
async function conclude(world: World, lane: Lane, id: string, transfer: string, dice: Dice): Promise<void> {
  switch (dice.pick(['merge', 'leave', 'hang-up', 'swap'] as const)) {
    case 'merge':
      await world.verb(id, 'merge', transfer);
      await world.verb(id, 'leave');
      return;
    case 'leave':
      await world.verb(id, 'leave');
      return;
    case 'hang-up':
      await lane.first.phone.hangUp();
      return;
    case 'swap':
      await world.verb(id, 'swap', transfer);
      await world.verb(id, 'leave');
      return;
  }
}

function targetOf(lane: Lane, to: 'agent' | 'group' | 'number') {
  switch (to) {
    case 'agent':
      return { type: 'agent', id: lane.second.id };
    case 'group':
      return { type: 'ring-group', id: lane.groupId };
    case 'number':
      return { type: 'number', number: lane.outsideNumber };
  }
}

function ring(world: World, lane: Lane, to: 'agent' | 'group' | 'number'): Promise<IncomingCall> {
  return to === 'number' ? world.carrier.expectCall(lane.outsideNumber, soon) : lane.second.phone.rings(soon);
}

function nameOf(lane: Lane, to: 'agent' | 'group' | 'number'): string {
  return to === 'number' ? `${lane.name}-outside` : lane.second.phone.name;
}
