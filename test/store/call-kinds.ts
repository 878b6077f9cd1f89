import type { Answer } from '../support/baton';
import { expectFreed, expectMusic, expectRingback, expectTalking } from '../support/hearing';
import type { Office } from '../support/office';

/** A call, and something that is done to it. */
export interface CallState {
  readonly id: string;
  /** By REST: the answer tells whether it was done. By a phone: whatever the store does, it has happened. */
  readonly act: () => Promise<Answer | void>;
}

/** One kind of write that a call makes: a command, or what somebody does with a phone. */
export interface CallKind {
  readonly name: string;
  readonly given: (office: Office) => Promise<CallState>;
  /** What everybody hears as long as it is not done. */
  readonly before: (office: Office) => Promise<unknown>;
  /** What everybody hears when it is done. */
  readonly after: (office: Office) => Promise<unknown>;
}

const SOON = { withinMs: 8_000 };

const verb =
  ({ world }: Office, id: string, path: string, body?: object) =>
  () =>
    world.baton.api('POST', `/calls/${id}/${path}`, body);

const talking = ({ contact, anna }: Office) => expectTalking(contact, anna);
const consulting = ({ contact, anna, ben }: Office) =>
  Promise.all([expectTalking(anna, ben), expectMusic(contact)]);
const merged = ({ contact, anna, ben }: Office) => expectTalking(contact, anna, ben);
const handedOn = ({ contact, anna, ben }: Office) =>
  Promise.all([expectTalking(contact, ben), expectFreed(anna)]);
const ringing = ({ contact, anna }: Office) => Promise.all([expectMusic(contact), expectRingback(anna)]);

const specOf = ({ ben }: Office) => ({ type: 'agent', id: ben.id });

export const callKinds: readonly CallKind[] = [
  {
    name: 'introduce',
    given: async (office) => {
      const { id } = await office.talking();
      return { id, act: verb(office, id, 'transfers', { mode: 'warm', target: specOf(office) }) };
    },
    before: talking,
    after: ringing,
  },
  {
    name: 'transfer',
    given: async (office) => {
      const { id } = await office.talking();
      const cold = { mode: 'cold', target: specOf(office), release: 'now' };
      return { id, act: verb(office, id, 'transfers', cold) };
    },
    before: talking,
    after: ({ contact, anna }) => Promise.all([expectRingback(contact), expectFreed(anna)]),
  },
  {
    name: 'cancel',
    given: async (office) => {
      const { id, transfer } = await office.introducing(office.ben);
      return { id, act: verb(office, id, `transfers/${transfer}/cancel`) };
    },
    before: ringing,
    after: talking,
  },
  {
    name: 'merge',
    given: async (office) => {
      const { id, transfer } = await office.consulting(office.ben);
      return { id, act: verb(office, id, `transfers/${transfer}/merge`) };
    },
    before: consulting,
    after: merged,
  },
  {
    name: 'swap',
    given: async (office) => {
      const { id, transfer } = await office.consulting(office.ben);
      return { id, act: verb(office, id, `transfers/${transfer}/swap`) };
    },
    before: consulting,
    after: ({ contact, anna, ben }) => Promise.all([expectTalking(contact, anna), expectMusic(ben)]),
  },
  {
    name: 'leave',
    given: async (office) => {
      const { id } = await office.merged(office.ben);
      return { id, act: verb(office, id, 'leave') };
    },
    before: merged,
    after: handedOn,
  },
  {
    name: 'hold',
    given: async (office) => {
      const { id } = await office.talking();
      return { id, act: verb(office, id, 'hold') };
    },
    before: talking,
    after: ({ contact }) => expectMusic(contact),
  },
  {
    name: 'resume',
    given: async (office) => {
      const { id } = await office.onHold();
      return { id, act: verb(office, id, 'resume') };
    },
    before: ({ contact }) => expectMusic(contact),
    after: talking,
  },
  {
    name: 'drop',
    given: async (office) => {
      const { id } = await office.talking();
      return { id, act: verb(office, id, 'drop') };
    },
    before: talking,
    after: ({ contact, anna }) => expectFreed(contact, anna),
  },
  {
    name: 'the target answers',
    given: async (office) => {
      const { id, ringing: phone } = await office.introducing(office.ben);
      return { id, act: () => phone.answer() };
    },
    before: ringing,
    after: consulting,
  },
  {
    name: 'the target declines',
    given: async (office) => {
      const { id, ringing: phone } = await office.introducing(office.ben);
      return {
        id,
        act: async () => {
          await phone.decline();
        },
      };
    },
    before: ringing,
    after: talking,
  },
  {
    name: 'the transferor hangs up in consultation',
    given: async (office) => {
      const { id } = await office.consulting(office.ben);
      return {
        id,
        act: async () => {
          await office.anna.phone.hangUp();
        },
      };
    },
    before: consulting,
    after: handedOn,
  },
  {
    name: 'the contact calls, and somebody answers',
    given: (office) =>
      Promise.resolve({
        id: '',
        act: async () => {
          await office.contact.call(office.world.lineNumber);
          await (await office.anna.phone.rings(SOON)).answer();
        },
      }),
    before: () => Promise.resolve(),
    after: talking,
  },
];
