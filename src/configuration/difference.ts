import { canonicalJson } from '../http/version/tag';
import type { Written } from '../persistence/written';

export interface ChangedField {
  readonly field: string;
  /** Absent if there was nothing. */
  readonly from?: unknown;
  /** Absent if nothing is left. */
  readonly to?: unknown;
}

export interface ChangedItem<Item> {
  readonly before: Item;
  readonly after: Item;
  readonly fields: readonly ChangedField[];
}

/** What an import does to one section. */
export interface SectionChange<Item> {
  readonly created: readonly Item[];
  readonly changed: readonly ChangedItem<Item>[];
  readonly removed: readonly Item[];
}

/** @param unnamed what becomes of items that are not wanted by name */
export function differenceOf<Item extends object>(
  key: keyof Item,
  current: readonly Item[],
  wanted: readonly Item[],
  unnamed: 'kept' | 'removed',
): SectionChange<Item> {
  const before = new Map(current.map((item) => [item[key], item]));
  const named = new Set(wanted.map((item) => item[key]));
  const changed = wanted.flatMap((after) => {
    const old = before.get(after[key]);
    const fields = old ? changedFields(old, after) : [];
    return old && fields.length > 0 ? [{ before: old, after, fields }] : [];
  });
  return {
    created: wanted.filter((item) => !before.has(item[key])),
    changed,
    removed: unnamed === 'kept' ? [] : current.filter((item) => !named.has(item[key])),
  };
}

function changedFields(before: object, after: object): readonly ChangedField[] {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((field) => canonicalJson([old.get(field)]) !== canonicalJson([now.get(field)]))
    .map((field) => ({
      field,
      ...(old.get(field) === undefined ? {} : { from: old.get(field) as unknown }),
      ...(now.get(field) === undefined ? {} : { to: now.get(field) as unknown }),
    }));
}

/** What is to be written. */
export function writtenOf<Item>({ created, changed }: SectionChange<Item>): readonly Item[] {
  return [...created, ...changed.map(({ after }) => after)];
}

export function isEmpty({ created, changed, removed }: SectionChange<unknown>): boolean {
  return created.length + changed.length + removed.length === 0;
}

/** The ids of what was written. */
export function idsOf({ created, changed, removed }: SectionChange<{ readonly id: string }>): Written {
  const idOf = ({ id }: { readonly id: string }): string => id;
  return {
    created: created.map(idOf),
    changed: changed.map(({ after }) => idOf(after)),
    removed: removed.map(idOf),
  };
}
