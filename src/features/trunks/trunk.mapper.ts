import { fromJson } from '../../platform/store/unreadable-row';
import type { Trunk } from './trunk';
import type { TrunkEntity } from './trunk.entity';

export function toTrunk({ id, name, kind, settings }: TrunkEntity): Trunk {
  return { id, name, kind, ...(fromJson(settings, 'trunks', id) as Omit<Trunk, 'id' | 'name' | 'kind'>) };
}

export function toRow({ id, name, kind, ...settings }: Trunk): TrunkEntity {
  return { id, name, kind, settings: JSON.stringify(settings) };
}

/** @param changes as a merge patch: `null` takes an optional setting away */
export function withChanges(before: Trunk, changes: Readonly<Record<string, unknown>>): Trunk {
  const merged = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null);
  return Object.fromEntries(merged) as unknown as Trunk;
}
