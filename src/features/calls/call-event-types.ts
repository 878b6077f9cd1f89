import { z } from 'zod';
import { endReasons, failureReasons } from '../../core/call/call';
import type { CallEvent } from '../../core/call/inputs';
import type { DataOf, EventType } from '../../platform/events/event-type';
import { CallDto } from './call.dto';

const { state, owner, transfer, legs } = CallDto.schema.shape;
const { party } = legs.element.shape;
const leg = z.string().describe('Id of the leg that it is about.');
const attempt = z.string().describe('Id of the transfer.');
const endReason = z.enum(endReasons);
const shows = z.object({ name: z.string(), number: z.string() }).describe('What its phone is told to show.');

/** The state that the call is in after the event; every event of a call has it. */
const afterwards = { state, owner, transfer };

function told<Shape extends z.core.$ZodLooseShape>(when: string, own: Shape) {
  return { when, data: z.object({ ...own, ...afterwards }) } satisfies EventType;
}

function toldOfLeg<Shape extends z.core.$ZodLooseShape>(when: string, own: Shape) {
  return told(when, { leg, party: party.describe('Of that leg.'), ...own });
}

/** What is told of calls: an agent hears of their own, everybody with `supervise` of all. */
export const callEvents = {
  'call.started': told('A call has begun; its contact may still be ringing or waiting.', {}),
  'call.answered': toldOfLeg('Contact and owner are connected for the first time.', {}),
  'call.held': told('The owner has put the contact on hold; the contact hears music.', {}),
  'call.resumed': told('Contact and owner talk again.', {
    why: z.enum(['command', 'waited-too-long', 'owner-gone']),
  }),
  'call.recalling': told(
    'Nobody is with the contact: agents are rung to bring the contact back to somebody.',
    {},
  ),
  'call.last-resort': told('Nobody took the contact, who goes on in the dialplan as the line says.', {}),
  'call.ended': told('The call is over.', {
    reason: endReason.describe("How the contact's leg ended."),
  }),
  'owner.changed': told('Another agent holds the controls of the call, or nobody does.', {}),
  'leg.added': toldOfLeg('Somebody is to be rung, or has come.', { shows: shows.optional() }),
  'leg.ringing': toldOfLeg('The phone of a leg rings.', {}),
  'leg.answered': toldOfLeg('A leg was picked up.', {}),
  'leg.confirming': toldOfLeg('A leg was picked up and is asked to press 1.', {}),
  'leg.redirected': toldOfLeg('The phone of a leg has sent the call on to somebody else.', {}),
  'leg.ended': toldOfLeg('A leg is gone.', { reason: endReason }),
  'leg.hold': toldOfLeg('Somebody has pressed or released the hold key of their phone.', { on: z.boolean() }),
  'transfer.started': told('A transfer is open: its target is looked for or rings.', {
    attempt,
    mode: z.enum(['warm', 'cold']),
  }),
  'transfer.answered': toldOfLeg('The target of a transfer has answered.', { attempt }),
  'transfer.turned-cold': told(
    'The transferor of a warm transfer has left before the target answered; the transfer goes on.',
    { attempt },
  ),
  'transfer.swapped': told('Contact and target have changed places.', { attempt, swapped: z.boolean() }),
  'transfer.merged': told('Contact, transferor and target hear each other.', { attempt }),
  'transfer.completed': told('The target has taken over the contact.', { attempt }),
  'transfer.cancelled': told('A transfer was cancelled; contact and transferor are together again.', {
    attempt,
  }),
  'transfer.failed': told(
    'Nobody took the transfer: contact and transferor are together again, or the contact is recalled.',
    { attempt, reason: z.enum(failureReasons).describe('How the last party that was asked ended.') },
  ),
} satisfies Readonly<Record<CallEvent['type'], EventType>>;

declare module '../../platform/events/event' {
  interface EventData extends DataOf<typeof callEvents> {}
}
