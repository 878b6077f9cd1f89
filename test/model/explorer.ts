import { type Call, isUp, leg } from '../../src/core/call/call';
import { decide, nextDeadline } from '../../src/core/call/decide';
import type { Input } from '../../src/core/call/inputs';
import { brokenRule, inWords } from '../../src/core/call/rules';
import { keptUntil } from '../../src/core/call/settle';
import { inputsOf } from './inputs-of';
import { lostContact } from './lost-contact';
import { passedOver } from './search-rules';
import { stateKey } from './state-key';
import { Transitions } from './transitions';

export interface State {
  readonly call: Call;
  readonly now: number;
  readonly came: { readonly from: State; readonly by: Input } | null;
}

export interface Explored {
  readonly states: number;
  /** Inputs decided. */
  readonly decisions: number;
  readonly refusals: number;
  /** What is wrong, and what led there; null if nothing is. */
  readonly broken: string | null;
  readonly transitions: Transitions;
}

/** Patience: with a chain of recalls and stops, no wait has more ends than this. */
const mostDeadlines = 60;

/** Visits every state that can be reached in so many inputs, and gives each of them every input. */
export function exploreStates(beginnings: readonly State[], depth: number): Explored {
  const seen = new Set(beginnings.map(({ call, now }) => stateKey(call, now)));
  let frontier = [...beginnings];
  let decisions = 0;
  let refusals = 0;
  const transitions = new Transitions();
  const result = (broken: string | null): Explored => ({
    states: seen.size,
    decisions,
    refusals,
    broken,
    transitions,
  });
  for (const state of frontier) {
    const broken = judge(state);
    if (broken !== null) return result(broken);
  }
  for (let step = 0; step < depth && frontier.length > 0; step += 1) {
    const reached: State[] = [];
    for (const state of frontier) {
      for (const by of inputsOf(state.call, state.now)) {
        decisions += 1;
        const now = by.type === 'time' ? nextMoment(state) : state.now;
        const decision = tryTo(() => decide(state.call, by, now));
        if (decision instanceof Error) return result(told(state, by, `4: it threw ${decision.stack ?? ''}`));
        if (!decision.ok) {
          refusals += 1;
          if (by.type !== 'command' || !decision.refusal.code || !decision.refusal.detail)
            return result(told(state, by, '4: a refusal without a reason'));
          continue;
        }
        transitions.note(state.call, decision.call);
        const wrong =
          lostContact(state.call, decision.call, by, now) ??
          passedOver(state.call, decision.call) ??
          countedTwice(decision.call, by, now);
        if (wrong !== null) return result(told(state, by, wrong));
        const key = stateKey(decision.call, now);
        if (seen.has(key)) continue;
        seen.add(key);
        const next: State = { call: decision.call, now, came: { from: state, by } };
        const broken = judge(next);
        if (broken !== null) return result(broken);
        reached.push(next);
      }
    }
    frontier = reached;
  }
  return result(null);
}

function judge(state: State): string | null {
  const broken = tryTo(() => brokenFacts(state) ?? brokenPatience(state));
  if (broken === null) return null;
  return told(state, null, broken instanceof Error ? `4: it threw ${broken.stack ?? ''}` : broken);
}

function brokenFacts({ call, now }: State): string | null {
  const broken = brokenRule(call, now);
  return broken && inWords(broken);
}

/** Rule 1, "whose end leads on": if nobody does anything any more, time alone brings the call to its end or to a talk. */
function brokenPatience({ call, now }: State): string | null {
  let facts = call;
  let time = now;
  for (let n = 0; n < mostDeadlines; n += 1) {
    facts = obeyed(facts, time);
    const due = nextDeadline(facts, time);
    if (due === null) return settledWell(facts);
    if (due < time) return '1: a deadline has passed, and nothing came of it';
    time = due;
    facts = after(facts, { type: 'time' }, time);
  }
  return '1: the waiting never ends';
}

/** A leg that is to be hung up is hung up. */
function obeyed(call: Call, now: number): Call {
  let facts = call;
  for (const { id } of call.legs.filter(({ state }) => state === 'ending')) {
    facts = after(facts, { type: 'leg-gone', leg: id, how: 'hung-up' }, now);
  }
  return facts.legs.some(({ state }) => state === 'ending') ? obeyed(facts, now) : facts;
}

function settledWell(call: Call): string | null {
  if (call.ended) return null;
  // Everybody who is left talks, or is being answered by Asterisk this moment.
  const present = call.legs.filter(({ state }) => state === 'up' || state === 'offered');
  if (present.length < 2) return '1: somebody is left alone, and nothing is awaited';
  return isUp(leg(call, call.contact)) && call.held ? '1: the contact is held for ever' : null;
}

/** What Asterisk reports once more changes nothing. */
function countedTwice(call: Call, by: Input, now: number): string | null {
  if (by.type === 'command' || by.type === 'time') return null;
  const again = tryTo(() => decide(call, by, now));
  const isIgnored =
    !(again instanceof Error) &&
    again.ok &&
    again.publish.length === 0 &&
    JSON.stringify(again.call) === JSON.stringify(call);
  return isIgnored ? null : '4: told twice, it counts twice';
}

function after(call: Call, input: Input, now: number): Call {
  const decision = decide(call, input, now);
  return decision.ok ? decision.call : call;
}

function tryTo<T>(action: () => T): T | Error {
  try {
    return action();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** What is wrong, and the way there. */
function told(state: State, last: Input | null, broken: string): string {
  const way: Input[] = last ? [last] : [];
  for (let at: State = state; at.came; at = at.came.from) way.unshift(at.came.by);
  return [`rule ${broken}`, ...way.map((input) => `  ${JSON.stringify(input)}`)].join('\n');
}

/** When something happens by itself: a deadline passes, or a hang-up is no longer taken for one that was meant for a transfer. */
function nextMoment({ call, now }: State): number {
  const deadline = nextDeadline(call, now);
  const kept = keptUntil(call) ?? 0;
  return kept > now ? Math.min(deadline ?? Infinity, kept) : (deadline ?? now);
}
