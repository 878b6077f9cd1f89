import type { Call } from '../../core/call/call';
import { orderOf, type Page } from '../../platform/lists/paging';
import { agentsOf } from './call-access';
import { numbersOf, searchedNumber } from './call-numbers';
import type { CallQuery } from './call-store';

/**
 * A page of stored calls as they are now: some may have gone on since, or come in, while the store could not be written. Such
 * a page may have a few more items than were asked for.
 */
export function withUnsaved(page: Page<Call>, asked: CallQuery, unsaved: readonly Call[]): Page<Call> {
  if (unsaved.length === 0) return page;
  const { isDown, after } = orderOf(asked);
  const isBefore = (a: string, b: string) => (isDown ? a > b : a < b);
  const last = page.nextCursor === undefined ? undefined : page.items.at(-1)?.id;
  const isOnPage = ({ id }: Call) =>
    (after === undefined || isBefore(after.id, id)) && (last === undefined || !isBefore(last, id));
  const asTheyAre = new Map(unsaved.map((call) => [call.id, call]));
  const items = [
    ...page.items.filter(({ id }) => !asTheyAre.has(id)),
    ...unsaved.filter((call) => isOnPage(call) && isAskedFor(call, asked)),
  ].sort((a, b) => (isBefore(a.id, b.id) ? -1 : 1));
  return { ...page, items };
}

/** As `readCalls` has it found in the store. */
function isAskedFor(call: Call, { state, line, from, to, number, agentIds = [] }: CallQuery): boolean {
  if (state !== 'all' && (state === 'live') !== (call.ended === null)) return false;
  if (line !== undefined && call.line.id !== line) return false;
  if (from !== undefined && call.startedAt < from) return false;
  if (to !== undefined && call.startedAt >= to) return false;
  if (number !== undefined && !numbersOf(call).includes(searchedNumber(number))) return false;
  const agents = agentsOf(call);
  return agentIds.every((agentId) => agents.includes(agentId));
}
