import fc from 'fast-check';
import type { Call } from '../../core/call/call';
import { Story } from '../../core/call/testing/story';
import { callerNumber } from '../../core/caller-id/caller-number';
import { digitsOf } from '../../core/caller-id/digits';
import { toPublished } from '../../features/calls/call-events';
import { toResource } from '../../features/calls/call-view';
import type { TimelineEntry } from '../../features/calls/timeline';
import { toTimeline } from '../../features/calls/timeline-view';
import { conceal } from './conceal';

/** How stories call the contact. */
const told = { number: '+4917155', name: 'Kim' };
const masking = {
  masking: true,
  mask: '+4930199',
  transferCallerId: 'lead',
  trunk: { profile: 'none' },
  emergency: [],
} as const;
const stories: readonly (() => Story)[] = [
  () => Story.talking().introduces('mobile').declines('mobile'),
  () =>
    Story.talking({ line: { calling: masking } })
      .introduces('ben')
      .answers('ben'),
  () =>
    Story.talking({ line: { calling: masking } })
      .transfers('ben', 'now')
      .passes(21_000)
      .declines('anna'),
  () => Story.merged().hangsUp('anna'),
];

/** What somebody can get of a call whose contact has this number and this name: all that Baton says of it. */
function shownOf(story: Story, number: string, name: string): unknown {
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  const written = JSON.stringify({ call: story.call, events: story.events })
    .replaceAll(told.number, inJson(number))
    .replaceAll(told.name, inJson(name));
  const { call, events } = JSON.parse(written) as { call: Call; events: Story['events'] };
  const at = 1_795_000_000_000;
  const entries: TimelineEntry[] = [
    ...events.map((event) => ({ kind: 'event', at, event }) as const),
    ...call.legs.flatMap(({ id, shows }): TimelineEntry[] =>
      shows
        ? [
            {
              kind: 'step',
              at,
              tookMs: 12,
              result: 'refused',
              why: `${shows.name} is not there`,
              step: { type: 'show', leg: id, shows },
            },
          ]
        : [],
    ),
    {
      kind: 'step',
      at,
      tookMs: 3,
      result: 'done',
      step: { type: 'prompt', leg: 'baton-x-2', caller: { name, number } },
    },
    {
      kind: 'step',
      at,
      tookMs: 3,
      result: 'done',
      step: { type: 'last-resort', leg: '1795000000.14', caller: { name, number }, context: null },
    },
    { kind: 'input', at, input: { type: 'leg-redirected', leg: 'baton-x-2', to: number } },
  ];
  return {
    resource: toResource(call),
    published: events.map((event) => toPublished(call, event)),
    timeline: { parties: call.legs.map(({ party }) => party), items: toTimeline(call, entries) },
    incident: { detail: 'Somebody knocks.', data: { caller: { type: 'contact', number, name }, count: 7 } },
    lines: [{ id: 'l', number: '+4930100', fallback: { type: 'number', number } }],
  };
}

/** Each concealed by itself, as each is an answer or an event of its own. */
const concealed = (shown: unknown): unknown =>
  Object.entries(shown as Record<string, unknown>).map(([key, value]) => [
    key,
    Array.isArray(value) ? value.map((one: unknown) => conceal(one)) : conceal(value),
  ]);

/** Every text in a value, by where it stands. */
function textsOf(value: unknown, path = ''): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map([[path, value]]);
  return new Map(Object.entries(value).flatMap(([key, item]) => [...textsOf(item, `${path}/${key}`)]));
}

/** A way to write the same digits. */
type Writing = (digits: string) => string;

const grouped =
  (separator: string, size: number): Writing =>
  (digits) =>
    digits.replace(new RegExp(`(.{${size}})(?=.)`, 'g'), `$1${separator}`);
const inScript =
  (zero: number): Writing =>
  (digits) =>
    digits.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));

const numberWritings: readonly Writing[] = [
  (digits) => digits,
  (digits) => `+${digits}`,
  (digits) => `00${digits}`.slice(2),
  (digits) => `${digits}x`,
  (digits) => `kim${digits}`,
  (digits) => `${digits.slice(0, 3)}a${digits.slice(3)}`,
  grouped('-', 2),
  grouped('.', 2),
  grouped(' ', 3),
  grouped('b', 2),
  (digits) => `tel:+${digits}`,
  (digits) => `sip:${digits}@carrier;user=phone`,
  (digits) => digits.replace(/\d/g, (digit) => `%3${digit}`),
  inScript(0x660),
  inScript(0xff10),
  (digits) => `*21*${digits}#`,
  (digits) => `${digits};ext=x`,
];

const nameWritings: readonly Writing[] = [
  () => 'Kim Contact',
  (digits) => digits,
  (digits) => `Kim ${digits}`,
  (digits) => `Kim +${grouped(' ', 2)(digits)} (mobile)`,
  (digits) => `${grouped('.', 1)(digits)} Kim`,
  (digits) => `Kim ${grouped(' - ', 3)(digits)}`,
  (digits) => `Kim${grouped('k', 2)(digits)}`,
  inScript(0xff10),
  (digits) => `Kim_${digits}_`,
  (digits) => `(${grouped(') (', 4)(digits)})`,
];

const ofDigits = (length: fc.Arbitrary<number>) =>
  length.chain((n) => {
    const shape = { minLength: n, maxLength: n };
    const digit = fc.constantFrom(...'0123456789');
    const common = Math.min(n, 2);
    const part = fc.array(digit, { minLength: n - common, maxLength: n - common }).map((all) => all.join(''));
    const end = fc
      .array(digit, { ...shape, minLength: common, maxLength: common })
      .map((all) => all.join(''));
    return fc.tuple(part, part, end).map(([one, other, last]) => [one + last, other + last] as const);
  });

/** Digits that stand in a call anyway: seconds, extensions, our own numbers. A contact with such a number hides those as well. */
function occursAnyway(story: Story, digits: string): boolean {
  const runs = JSON.stringify(shownOf(story, 'X', 'Y')).match(/\d+/g) ?? [];
  return runs.some((run) => run === digits || (digits.length >= 7 && run.includes(digits.slice(-7))));
}

const anyPair = fc.tuple(
  fc.constantFrom(...stories),
  ofDigits(fc.integer({ min: 1, max: 15 })),
  fc.constantFrom(...numberWritings),
  fc.constantFrom(...nameWritings),
  fc.boolean(),
);

it('tells nobody more of a number than its last two digits, however it is written and wherever it stands', () => {
  fc.assert(
    fc.property(anyPair, ([tell, [one, other], number, name, isNormalised]) => {
      const story = tell();
      fc.pre(!occursAnyway(story, one) && !occursAnyway(story, other));
      const view = (digits: string) => {
        const written = number(digits);
        return concealed(shownOf(story, isNormalised ? callerNumber(written) : written, name(digits)));
      };
      // Whoever sees it cannot tell which of the two it is.
      expect(view(one)).toEqual(view(other));
    }),
    { numRuns: 300 },
  );
});

it('leaves everything else as it is', () => {
  fc.assert(
    fc.property(anyPair, ([tell, [one, other], number, name]) => {
      const story = tell();
      fc.pre(one !== other && !occursAnyway(story, one) && !occursAnyway(story, other));
      const [shown, another] = [one, other].map((digits) =>
        textsOf(shownOf(story, number(digits), name(digits))),
      );
      const after = textsOf(
        Object.fromEntries(concealed(shownOf(story, number(one), name(one))) as [string, unknown][]),
      );
      const changed = [...(shown ?? [])].filter(([path, text]) => after.get(path) !== text);
      const isOfANumber = (path: string, text: unknown) =>
        String(text).includes('4917199') || text !== another?.get(path) || text === name(one);
      expect(changed.filter(([path, text]) => !isOfANumber(path, text))).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

it('shows the last two digits where there are more', () => {
  fc.assert(
    fc.property(
      ofDigits(fc.integer({ min: 3, max: 15 })),
      fc.constantFrom(...numberWritings),
      ([digits], write) => {
        const { number } = conceal({ type: 'contact', number: write(digits), name: '' });
        fc.pre(!write(digits).includes('%'));
        expect(number).toBe(`••••${digitsOf(write(digits)).slice(-2)}`);
      },
    ),
  );
});
