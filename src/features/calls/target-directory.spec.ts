import type { Asker, Stop } from '../../core/call/call';
import { Story, wave } from '../../core/call/testing/story';
import { Refused } from '../../platform/refusals/refused';
import type { AgentPresence } from '../agents/agent-presence';
import type { AgentsService } from '../agents/agents.service';
import type { RingGroupsService } from '../ring-groups/ring-groups.service';
import type { OutsideAccess, OutsideDoor } from './outside-access';
import { TargetDirectory } from './target-directory';

const toGroup = { type: 'ring-group', groupId: 'sales' } as const;
const then: readonly Stop[] = [{ type: 'agent', agentId: 'dora' }];

const asker: Asker = { id: 'key:anna', role: 'agent' };
/** Every number may be dialled but one. */
const door: OutsideDoor = {
  asker,
  pass: (number) => ({ party: { type: 'number', number }, endpoint: `PJSIP/${number}@carrier`, asker }),
  find: (number) =>
    number === '+31900'
      ? { ok: false, refusal: { code: 'forbidden-number', rule: 'premium', detail: '' } }
      : { ok: true, to: door.pass(number) },
};

/** A directory of one group, which leads on to dora. */
const directory = (canRing: boolean, agents: object = {}): TargetDirectory => {
  const found = { waves: canRing ? [wave('ben')] : [], then };
  const groups = {
    plan: () =>
      canRing ? Promise.resolve(found) : Promise.reject(new Refused('ring-group-empty', 'Nobody.')),
    planOrLeadOn: () => Promise.resolve(found),
  };
  return new TargetDirectory(
    agents as unknown as AgentsService,
    {} as unknown as AgentPresence,
    groups as unknown as RingGroupsService,
    { forSearch: () => door } as unknown as OutsideAccess,
  );
};

describe('a group that is asked for', () => {
  it.each([
    [true, then],
    [undefined, []],
  ])('leads on when nobody answers only if the request says so (%s)', async (followNoAnswer, leads) => {
    const found = await directory(true).resolve(toGroup, door, { followNoAnswer });
    expect(found).toEqual({ spec: toGroup, asker, waves: [wave('ben')], then: leads });
  });

  it.each([true, undefined])('is refused when nobody can ring (leading on: %s)', async (followNoAnswer) => {
    const asked = directory(false).resolve(toGroup, door, { followNoAnswer });
    await expect(asked).rejects.toMatchObject({ code: 'ring-group-empty' });
  });
});

it('a group that a search comes to leads on when nobody can ring', async () => {
  const { call } = Story.arrival();
  expect(await directory(false).find(call, toGroup)).toEqual({ waves: [], then });
});

it('a number that a search comes to is rung as the guard says, or nobody is', async () => {
  const { call } = Story.arrival();
  const at = (number: string) => directory(true).find(call, { type: 'number', number });
  expect(await at('+31201234567')).toMatchObject({
    waves: [[{ endpoint: 'PJSIP/+31201234567@carrier', ringMs: call.limits.numberRingMs, asker }]],
  });
  expect(await at('+31900')).toEqual({ waves: [], then: [] });
});

it('an agent whom a search comes to and who cannot be rung is nobody; one who could not be looked up is an error', async () => {
  const { call } = Story.arrival();
  const at = (agents: object) => directory(true, agents).find(call, { type: 'agent', agentId: 'ann' });
  expect(await at({ find: () => Promise.resolve(undefined) })).toEqual({ waves: [], then: [] });
  const away = new Refused('asterisk-unavailable', 'Not now.');
  await expect(at({ find: () => Promise.reject(away) })).rejects.toBe(away);
});
