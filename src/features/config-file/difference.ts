import { own } from '../../core/own';
import { canonicalJson } from '../../platform/http/version/tag';
import { Pace } from '../../platform/settings/pace';
import type { Written } from '../../platform/store/written';

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
export async function differenceOf<Item extends Readonly<Record<string, unknown>>>(
  key: string,
  current: readonly Item[],
  wanted: readonly Item[],
  unnamed: 'kept' | 'removed',
): Promise<SectionChange<Item>> {
  const pace = new Pace();
  const before = new Map(current.map((item) => [own(item, key), item]));
  const named = new Set(wanted.map((item) => own(item, key)));
  const changed: ChangedItem<Item>[] = [];
  for (const after of wanted) {
    await pace.breathe();
    const old = before.get(own(after, key));
    const fields = old ? changedFields(old, after) : [];
    if (old && fields.length > 0) changed.push({ before: old, after, fields });
  }
  return {
    created: wanted.filter((item) => !before.has(own(item, key))),
    changed,
    removed: unnamed === 'kept' ? [] : current.filter((item) => !named.has(own(item, key))),
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
