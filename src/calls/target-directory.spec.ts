import { type AgentPresence } from '../agents/agent-presence';
import { type AgentsService } from '../agents/agents.service';
import { ApiError } from '../http/problem';
import { type RingGroupsService } from '../ring-groups/ring-groups.service';
import { type Stop } from './domain/call';
import { Story, wave } from './domain/testing/story';
import { TargetDirectory } from './target-directory';

const toGroup = { type: 'ring-group', groupId: 'sales' } as const;
const then: readonly Stop[] = [{ type: 'agent', agentId: 'dora' }];

/** A directory of one group, which leads on to dora. */
const directory = (canRing: boolean): TargetDirectory => {
  const found = { waves: canRing ? [wave('ben')] : [], then };
  const groups = {
    plan: () =>
      canRing ? Promise.resolve(found) : Promise.reject(new ApiError(409, 'ring-group-empty', 'Nobody.')),
    planOrLeadOn: () => Promise.resolve(found),
  };
  return new TargetDirectory(
    {} as unknown as AgentsService,
    {} as unknown as AgentPresence,
    groups as unknown as RingGroupsService,
  );
};

describe('a group that is asked for', () => {
  it.each([
    [true, then],
    [undefined, []],
  ])('leads on when nobody answers only if the request says so (%s)', async (followNoAnswer, leads) => {
    const found = await directory(true).resolve(toGroup, 'trunk', { followNoAnswer });
    expect(found).toEqual({ spec: toGroup, waves: [wave('ben')], then: leads });
  });

  it.each([true, undefined])('is refused when nobody can ring (leading on: %s)', async (followNoAnswer) => {
    const asked = directory(false).resolve(toGroup, 'trunk', { followNoAnswer });
    await expect(asked).rejects.toMatchObject({ status: 409, code: 'ring-group-empty' });
  });
});

it('a group that a search comes to leads on when nobody can ring', async () => {
  const { call } = Story.arrival();
  expect(await directory(false).find(call, toGroup)).toEqual({ waves: [], then });
});
