import * as fc from 'fast-check';
import type { MemberPresence, OutsideMember, PlanContext } from '../plan-context';
import { type GroupMember, type Layer, type MemberKey, memberKey, strategies } from '../ring-group';
import { context, group, NOW, via } from './groups';

/** Any group with any members in any state, and a chance that can be repeated. */
const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const anyMember = fc.record(
  {
    who: fc.oneof(
      fc.record({ type: fc.constant('agent' as const), id: fc.constantFrom(...ids, 'unknown') }),
      fc.record({ type: fc.constant('number' as const), number: fc.constantFrom('12', '+31612345678') }),
    ),
    delaySeconds: fc.integer({ min: 0, max: 40 }),
    ringSeconds: fc.integer({ min: 5, max: 120 }),
    weight: fc.integer({ min: 1, max: 100 }),
  },
  { requiredKeys: ['who'] },
);
const anyLayer: fc.Arbitrary<Layer> = fc.record({
  strategy: fc.constantFrom(...strategies),
  ringSeconds: fc.integer({ min: 5, max: 120 }),
  members: fc.uniqueArray(
    anyMember.map(({ who, ...times }): GroupMember => ({ ...times, ...who })),
    { selector: memberKey, maxLength: 8 },
  ),
});
export const anyGroup = fc
  .record({
    layers: fc.array(anyLayer, { maxLength: 4 }),
    rounds: fc.integer({ min: 1, max: 5 }),
    skip: fc.record({
      onCall: fc.boolean(),
      notRegistered: fc.boolean(),
      wrapUp: fc.boolean(),
      away: fc.boolean(),
    }),
  })
  .map(({ layers, ...settings }) => group(layers, settings));
const anyPresence: fc.Arbitrary<MemberPresence> = fc.record({
  name: fc.constant('Ann'),
  extension: fc.constant('101'),
  status: fc.constantFrom('available', 'away', 'busy'),
  activity: fc.constantFrom('idle', 'ringing', 'on-call', 'wrap-up'),
  wrapUpUntil: fc.constantFrom(null, NOW - 1, NOW, NOW + 1),
  phones: fc.uniqueArray(fc.record({ endpoint: fc.constantFrom('desk', 'web'), registered: fc.boolean() }), {
    selector: ({ endpoint }) => endpoint,
  }),
});
const outsideMember = (number: string, mayRing: boolean): readonly [string, OutsideMember] => [
  number,
  mayRing ? via(number) : { skipped: 'forbidden' },
];
const perAgent = <T>(value: fc.Arbitrary<T>) =>
  fc.array(fc.tuple(fc.constantFrom(...ids), value)).map((entries) => new Map(entries));
export const anyContext = fc.record({
  seed: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1 }),
  presence: fc
    .tuple(...ids.map(() => anyPresence))
    .map((all) => new Map(ids.map((id, at) => [id, all[at]!]))),
  lastTried: fc
    .array(fc.tuple(fc.nat(3), fc.constantFrom(...ids)))
    .map((entries) => new Map(entries.map(([at, id]) => [at, `agent:${id}` as MemberKey]))),
  lastCallEndedAt: perAgent(fc.nat()),
  callsToday: perAgent(fc.nat(20)),
  outside: fc
    .tuple(fc.boolean(), fc.boolean())
    .map(([short, long]) => new Map([outsideMember('12', short), outsideMember('+31612345678', long)])),
});
type AnyContext = typeof anyContext extends fc.Arbitrary<infer T> ? T : never;

export function repeatable({ seed, ...rest }: AnyContext): PlanContext {
  let at = 0;
  return context(rest, () => seed[at++ % seed.length] ?? 0);
}
