import * as fc from 'fast-check';
import { planGroup, type PlannedRing, type PlannedWave } from './plan';
import type { PlanContext } from './plan-context';
import { type GroupMember, type Layer, memberKey, type RingGroup, type Strategy } from './ring-group';
import { skipReason } from './skip';
import { anyContext, anyGroup, repeatable } from './testing/any-group';

const mayRing = (member: GroupMember, of: Layer, { skip }: RingGroup, given: PlanContext) =>
  skipReason(member, skip, given) === null && (member.delaySeconds ?? 0) < of.ringSeconds;

/** Whatever the group and whatever the moment. */
function always(
  check: (given: RingGroup, context: PlanContext, waves: readonly PlannedWave[]) => void,
): void {
  fc.assert(
    fc.property(anyGroup, anyContext, (given, at) => {
      check(given, repeatable(at), planGroup(given, repeatable(at)));
    }),
    { numRuns: 500 },
  );
}

describe('every plan', () => {
  it('rings everybody who may ring once in each round, and nobody else', () => {
    always((given, at, waves) => {
      const expected = given.layers.flatMap((of, index) =>
        of.members
          .filter((member) => mayRing(member, of, given, at))
          .flatMap((member) => Array.from({ length: given.rounds }, () => `${index} ${memberKey(member)}`)),
      );
      // Two phones of one agent ring in one wave: the agent is counted once in it.
      const rung = waves.flatMap((wave) => [
        ...new Set(wave.map(({ seat }) => `${seat.layer} ${seat.member}`)),
      ]);
      expect(rung.sort()).toEqual(expected.sort());
    });
  });

  it('goes from layer to layer, and begins anew with each round', () => {
    always((given, _, waves) => {
      const layersOfWaves = waves.map((wave) => new Set(wave.map(({ seat }) => seat.layer)));
      expect(layersOfWaves.every((layers) => layers.size === 1)).toBe(true);
      const sequence = layersOfWaves.flatMap((layers) => [...layers]);
      const round = sequence.slice(0, sequence.length / given.rounds);
      expect(round).toEqual([...round].sort((a, b) => a - b));
      expect(sequence).toEqual(Array.from({ length: given.rounds }, () => round).flat());
    });
  });

  it('has one wave for a simultaneous layer and one for each member of the others, none of them empty', () => {
    always((given, at, waves) => {
      const perRound = given.layers.map((of) => {
        const ringing = of.members.filter((member) => mayRing(member, of, given, at)).length;
        return of.strategy === 'simultaneous' ? Math.min(ringing, 1) : ringing;
      });
      expect(waves).toHaveLength(given.rounds * perRound.reduce((sum, count) => sum + count, 0));
      expect(waves.every((wave) => wave.length > 0)).toBe(true);
    });
  });

  it('begins every ring before its wave is over, and ends it within its own time or with the wave', () => {
    always((given, _, waves) => {
      for (const { seat, delayMs, ringMs } of waves.flat()) {
        const of = given.layers[seat.layer];
        const own = of?.members.find((member) => memberKey(member) === seat.member)?.ringSeconds;
        const waveMs = (of?.ringSeconds ?? 0) * 1000;
        expect(delayMs).toBeLessThan(waveMs);
        expect(ringMs).toBe(own === undefined ? waveMs - delayMs : own * 1000);
      }
    });
  });

  it('keeps to the order of its strategy', () => {
    always((given, { memory }, waves) => {
      given.layers.forEach((of, index) => {
        const position = ({ seat }: PlannedRing) =>
          of.members.findIndex((member) => memberKey(member) === seat.member);
        const next = of.members.findIndex((member) => memberKey(member) === memory.lastTried.get(index)) + 1;
        const turn = (ring: PlannedRing) => (position(ring) - next + of.members.length) % of.members.length;
        const agentId = ({ party }: PlannedRing) => (party.type === 'agent' ? party.agentId : undefined);
        const idle = (ring: PlannedRing) => {
          const id = agentId(ring);
          return id === undefined ? Infinity : (memory.lastCallEndedAt.get(id) ?? -Infinity);
        };
        const calls = (ring: PlannedRing) => {
          const id = agentId(ring);
          return id === undefined ? Infinity : (memory.callsToday.get(id) ?? 0);
        };
        const ranks: Record<Strategy, readonly ((ring: PlannedRing) => number)[]> = {
          simultaneous: [],
          ordered: [position],
          'round-robin': [turn],
          'longest-idle': [idle, position],
          'fewest-calls': [calls, idle, position],
          random: [],
          weighted: [],
        };
        const mine = waves.flatMap(([ring]) => (ring?.seat.layer === index ? [ring] : []));
        const round = mine.slice(0, mine.length / given.rounds);
        for (const [at, ring] of round.slice(1).entries()) {
          const before = round[at];
          const differing = ranks[of.strategy].find((rank) => before && rank(before) !== rank(ring));
          if (before && differing) expect(differing(before)).toBeLessThan(differing(ring));
        }
      });
    });
  });

  it('is the same for the same chance', () => {
    fc.assert(
      fc.property(anyGroup, anyContext, (given, at) => {
        expect(planGroup(given, repeatable(at))).toEqual(planGroup(given, repeatable(at)));
      }),
    );
  });
});
