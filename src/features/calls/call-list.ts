import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { Page } from '../../platform/lists/paging';
import { readPage } from '../../platform/lists/read-page';
import { firstIdAt } from '../../platform/store/new-id';
import { CallAgentEntity, CallEntity, CallNumberEntity } from './call.entity';
import { searchedNumber } from './call-numbers';
import type { CallQuery } from './call-store';

/** An id may have been made this much before or after its call began. */
const SKEW_MS = 10_000;

/**
 * Reads a page of calls. Ids rise with time, so whatever is asked for is found in order by an index on it and the id: nothing
 * is sorted, and no more is read than the page needs.
 */
export function readCalls(manager: EntityManager, asked: CallQuery): Promise<Page<CallEntity>> {
  const query = manager.createQueryBuilder(CallEntity, 'call');
  // The sign keeps SQLite from the index on what follows. Few calls go on: those are found first, and then looked at.
  const unlessLive = asked.state === 'live' ? '+ ' : '';
  const id = joinKeys(query, asked, unlessLive);
  if (asked.state === 'live') query.andWhere('call.endedAt IS NULL');
  // Nearly all calls have ended, and would have to be sorted.
  if (asked.state === 'ended') query.andWhere('+ call.endedAt IS NOT NULL');
  if (asked.line !== undefined) query.andWhere(`${unlessLive}call.lineId = :line`, { line: asked.line });
  if (asked.from !== undefined) {
    query.andWhere(`${id} >= :fromId`, { fromId: firstIdAt(asked.from - SKEW_MS) });
    query.andWhere('+ call.startedAt >= :from', { from: asked.from });
  }
  if (asked.to !== undefined) {
    query.andWhere(`${id} < :toId`, { toId: firstIdAt(asked.to + SKEW_MS) });
    query.andWhere('+ call.startedAt < :to', { to: asked.to });
  }
  return readPage(query, asked, { id, started: id });
}

/** @returns the id to read in the order of: that of the narrowest table which has it */
function joinKeys(
  query: SelectQueryBuilder<CallEntity>,
  { agentIds = [], number, state }: Pick<CallQuery, 'agentIds' | 'number' | 'state'>,
  unlessLive: string,
): string {
  let id = 'call.id';
  if (number !== undefined) {
    query.innerJoin(CallNumberEntity, 'numbered', `numbered.callId = ${id}`);
    query.andWhere(`${unlessLive}numbered.number = :number`, { number: searchedNumber(number) });
    if (state !== 'live') id = 'numbered.callId';
  }
  agentIds.forEach((agentId, index) => {
    const alias = `of${index}`;
    query.innerJoin(CallAgentEntity, alias, `${alias}.callId = call.id`);
    query.andWhere(`${unlessLive}${alias}.agentId = :${alias}`, { [alias]: agentId });
    if (id === 'call.id' && state !== 'live') id = `${alias}.callId`;
  });
  return id;
}
