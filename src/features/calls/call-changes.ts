import { type Attempt, type Call, type ClosedAttempt, leg } from '../../core/call/call';
import type { CallEvent } from '../../core/call/inputs';
import type { CallChange, RecallStage } from './call-watch';

/**
 * What is counted of one decision.
 * @param before null of a call that has just begun
 */
export function changesOf(before: Call | null, after: Call, events: readonly CallEvent[]): CallChange[] {
  const { direction, ended } = after;
  const changes: CallChange[] = [];
  if (before === null) changes.push({ type: 'started', direction });
  const closed = after.attempts.slice(before?.attempts.length ?? 0);
  const isForLastResort = events.some(({ type }) => type === 'call.last-resort');
  for (const attempt of closed) changes.push(...ofClosed(attempt, before, isForLastResort));
  changes.push(...ofRecall(before, after));
  if (ended && !before?.ended) changes.push({ type: 'ended', direction, reason: ended.reason });
  return changes;
}

/** @param isForLastResort whether the search that was closed has ended there: of two, the later one */
function ofClosed(
  { id, kind, target, outcome }: ClosedAttempt,
  before: Call | null,
  isForLastResort: boolean,
): CallChange[] {
  if (kind === 'warm' || kind === 'cold')
    return [{ type: 'transfer-closed', mode: kind, target: target.type, outcome }];
  const last: CallChange[] = isForLastResort ? [{ type: 'last-resort', search: kind }] : [];
  if (kind === 'inbound') return last;
  const open = before?.attempt?.id === id ? before.attempt : null;
  const known = open && before ? stageOf(open, before) : 'owner';
  if (!isForLastResort) return [{ type: 'recall-closed', stage: known, outcome }];
  const stage = 'last-resort';
  return [...last, { type: 'recall-stage', stage }, { type: 'recall-closed', stage, outcome }];
}

function ofRecall(before: Call | null, after: Call): CallChange[] {
  const { attempt } = after;
  if (attempt?.kind !== 'recall') return [];
  const stage = stageOf(attempt, after);
  const { attempt: earlier } = before ?? {};
  const isNew = before === null || earlier?.id !== attempt.id || stageOf(earlier, before) !== stage;
  return isNew ? [{ type: 'recall-stage', stage }] : [];
}

/** At its first stop a recall rings owners; which of them, tells the agent whom it was opened for. */
function stageOf({ stops, stop, target, ringing }: Attempt, call: Call): RecallStage {
  if (stops === 1) {
    const party = leg(call, ringing[0] ?? null)?.party;
    const isOwner = party?.type !== 'agent' || target.type !== 'agent' || party.agentId === target.agentId;
    return isOwner ? 'owner' : 'earlier-owner';
  }
  switch (stop.type) {
    case 'group-of-agent':
      return 'group';
    case 'redirect':
      return 'redirect';
    case 'last-resort':
      return 'last-resort';
    case 'agent':
    case 'number':
    case 'ring-group':
      return 'fallback';
  }
}
