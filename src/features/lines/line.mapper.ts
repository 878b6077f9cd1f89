import { fromJson } from '../../platform/store/unreadable-row';
import type { Line, LineFallback } from './line';
import type { LineAgentEntity, LineEntity } from './line.entity';

/** What two writings of one number have in common. */
export function digitsOf(number: string): string {
  return number.replace(/^\+/, '');
}

/** @param members the line's agents in order. */
export function toLine(row: LineEntity, members: readonly LineAgentEntity[]): Line {
  return {
    id: row.id,
    name: row.name,
    number: row.number,
    ...(row.country === null ? {} : { country: row.country }),
    trunk: row.trunk,
    agents: members.map((member) => member.agentId),
    destination: { type: row.destinationType, id: row.destinationId },
    ...(row.fallback === null ? {} : { fallback: fromJson(row.fallback, 'lines', row.id) as LineFallback }),
    ...(row.lastResort === null ? {} : { lastResort: row.lastResort }),
    musicClass: row.musicClass,
    ...(row.ringTimeoutSeconds === null ? {} : { ringTimeoutSeconds: row.ringTimeoutSeconds }),
    ...(row.masking === null ? {} : { masking: row.masking }),
    ...(row.mask === null ? {} : { mask: row.mask }),
    ...(row.transferCallerId === null ? {} : { transferCallerId: row.transferCallerId }),
  };
}

export function toRow(line: Line): LineEntity {
  return {
    id: line.id,
    name: line.name,
    number: line.number,
    numberDigits: digitsOf(line.number),
    country: line.country ?? null,
    trunk: line.trunk,
    destinationType: line.destination.type,
    destinationId: line.destination.id,
    fallback: line.fallback ? JSON.stringify(line.fallback) : null,
    lastResort: line.lastResort ?? null,
    musicClass: line.musicClass,
    ringTimeoutSeconds: line.ringTimeoutSeconds ?? null,
    masking: line.masking ?? null,
    mask: line.mask ?? null,
    transferCallerId: line.transferCallerId ?? null,
  };
}
