import type { Phase } from '../../src/core/call/call';
import type { Step } from '../../src/core/call/plan';
import type { PbxEvent } from '../../src/features/calls/pbx';
import { cellOf, type Cells, outcomes } from './fault-ledger';
import type { EventFault, RequestFault, SaveFault, TimeFault } from './script';

/** All steps, and all reports: a type that is new has no row until it is named here. */
const steps: Record<Step['type'], true> = {
  'create-channel': true,
  dial: true,
  answer: true,
  show: true,
  'create-bridge': true,
  join: true,
  part: true,
  ringback: true,
  prompt: true,
  'end-prompt': true,
  'hang-up': true,
  'last-resort': true,
  'destroy-bridge': true,
};
const reports: Record<PbxEvent['type'], true> = {
  arrived: true,
  intruded: true,
  'in-app': true,
  state: true,
  'hanging-up': true,
  'left-app': true,
  gone: true,
  joined: true,
  parted: true,
  'bridge-gone': true,
  hold: true,
  key: true,
  'prompt-ended': true,
  progress: true,
  redirected: true,
};
const phases: Record<Exclude<Phase, 'ended'>, true> = {
  ringing: true,
  talking: true,
  held: true,
  introducing: true,
  consulting: true,
  merged: true,
  transferring: true,
  recalling: true,
  ending: true,
};
const requestFaults: Record<RequestFault, true> = {
  'not-now': true,
  refused: true,
  lost: true,
  'answer-lost': true,
  slow: true,
  'crash-before': true,
  'crash-after': true,
};
const eventFaults: Record<EventFault, true> = {
  lost: true,
  doubled: true,
  late: true,
  overtaken: true,
  'crash-before': true,
  'crash-after': true,
};
const saveFaults: Record<SaveFault, true> = {
  fail: true,
  slow: true,
  'crash-before': true,
  'crash-after': true,
};
const timeFaults: Record<TimeFault, true> = { crash: true, cut: true, 'asterisk-restart': true };

const keys = <K extends string>(all: Record<K, true>) => Object.keys(all) as K[];

interface Block {
  readonly on: string;
  readonly faults: readonly string[];
  readonly met: readonly string[];
  readonly outcomes: readonly string[];
}

const blocks: readonly Block[] = [
  { on: 'request', faults: keys(requestFaults), met: keys(steps), outcomes: outcomes.asked },
  { on: 'time', faults: keys(timeFaults), met: keys(phases), outcomes: outcomes.lived },
  { on: 'event', faults: keys(eventFaults), met: keys(reports), outcomes: outcomes.reported },
  { on: 'save', faults: keys(saveFaults), met: ['save'], outcomes: outcomes.asked },
  { on: 'find', faults: ['slow', 'fail'], met: ['find'], outcomes: outcomes.asked },
  { on: 'look', faults: ['slow', 'fail'], met: ['look'], outcomes: outcomes.asked },
];

/** Whatever the fault has met. */
const anything = 'anything';

interface Needed {
  readonly fault: string;
  readonly met: string;
  readonly outcome: string;
}

const needed = (fault: string, outcome: string, ...met: readonly string[]): readonly Needed[] =>
  met.map((one) => ({ fault, met: one, outcome }));
const neededOfAny = (fault: string, ...all: readonly string[]): readonly Needed[] =>
  all.map((outcome) => ({ fault, met: anything, outcome }));

/** From so many faults on all of {@link mustOccur} has happened, but for less than one run in a hundred thousand. */
export const enoughFaults = 3_500;

/** Without these a simulation has not tried what it is there to try. */
const mustOccur: readonly Needed[] = [
  ...needed('request not-now', 'again', 'create-channel', 'dial', 'ringback', 'hang-up'),
  ...neededOfAny('request not-now', 'dropped'),
  ...needed('request refused', 'again', 'dial'),
  ...neededOfAny('request refused', 'again', 'dropped'),
  ...neededOfAny('request lost', 'again', 'dropped'),
  ...needed('request answer-lost', 'done', 'dial', 'join'),
  ...neededOfAny('request answer-lost', 'again'),
  ...needed('request slow', 'done', 'create-channel', 'join'),
  ...needed('request slow', 'again', 'join'),
  ...needed('request crash-before', 'again', 'create-channel', 'dial', 'join', 'ringback', 'hang-up'),
  ...neededOfAny('request crash-before', 'dropped'),
  ...needed('request crash-after', 'done', 'create-channel', 'dial', 'hang-up'),
  ...needed('request crash-after', 'again', 'join', 'ringback'),
  ...needed('time crash', 'went on', 'ringing', 'talking', 'transferring', 'recalling'),
  ...needed('time cut', 'went on', 'ringing', 'talking', 'introducing', 'transferring'),
  ...needed('time asterisk-restart', 'ended', 'ringing', 'talking'),
  ...needed('event lost', 'seen', 'in-app', 'state', 'hanging-up', 'left-app', 'gone', 'joined', 'parted'),
  ...needed('event doubled', 'heard', 'state', 'left-app', 'joined'),
  ...needed('event late', 'heard', 'state', 'left-app', 'joined'),
  ...needed('event overtaken', 'heard', 'state', 'left-app', 'joined'),
  ...neededOfAny('event overtaken', 'seen'),
  ...needed('event crash-before', 'seen', 'state', 'hanging-up', 'gone', 'joined'),
  ...needed('event crash-after', 'heard', 'state', 'gone', 'joined'),
  ...neededOfAny('save fail', 'again'),
  ...neededOfAny('save slow', 'again'),
  ...neededOfAny('save crash-before', 'again', 'dropped'),
  ...neededOfAny('save crash-after', 'again'),
  ...neededOfAny('find slow', 'done'),
  ...neededOfAny('find fail', 'again', 'dropped'),
  ...neededOfAny('look slow', 'again'),
  ...neededOfAny('look fail', 'again'),
];

/** Cells that must occur and have not; none while there were too few faults to tell. */
export function emptyCells(cells: Cells, faults: number): readonly string[] {
  if (faults < enoughFaults) return [];
  const happened = Object.keys(cells);
  const isEmpty = ({ fault, met, outcome }: Needed) =>
    met === anything
      ? !happened.some((cell) => cell.startsWith(`${fault} | `) && cell.endsWith(` | ${outcome}`))
      : !happened.includes(cellOf(fault, met, outcome));
  return mustOccur.filter(isEmpty).map(({ fault, met, outcome }) => cellOf(fault, met, outcome));
}

export function added(a: Cells, b: Cells): Cells {
  const sum: Record<string, number> = { ...a };
  for (const [cell, count] of Object.entries(b)) sum[cell] = (sum[cell] ?? 0) + count;
  return sum;
}

/** What a simulation has tried: a row for all that a kind of fault can meet, a column for each fault of it. */
export function tableOf(cells: Cells): readonly string[] {
  return blocks.flatMap((block) => {
    const rows = [
      [`${block.on}: ${block.outcomes.join('/')}`, ...block.faults],
      ...block.met.map((met) => [met, ...block.faults.map((fault) => written(cells, block, fault, met))]),
    ];
    const widths = [
      24,
      ...block.faults.map((_, at) => Math.max(...rows.map((row) => row[at + 1]?.length ?? 0))),
    ];
    return rows.map((row) =>
      row
        .map((text, at) => text.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  });
}

function written(cells: Cells, { on, outcomes: all }: Block, fault: string, met: string): string {
  const counts = all.map((outcome) => cells[cellOf(`${on} ${fault}`, met, outcome)] ?? 0);
  return counts.some((count) => count > 0) ? counts.join('/') : '.';
}
