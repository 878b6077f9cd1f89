import { z } from 'zod';
import { own } from '../../core/own';
import { invalidRequest, MOST_ERRORS } from '../../platform/http/validation';
import { Pace } from '../../platform/settings/pace';
import { isIdentity } from '../../platform/store/store-identity';
import type { ConfigItem, ConfigSection } from './config-section';

/** Grows when an older Baton could not read the file any longer. */
const VERSION = 1;

/** The items of a file, by section; sections that it does not have are not in it. */
export type ConfigItems = ReadonlyMap<ConfigSection, readonly ConfigItem[]>;

export interface ConfigFile {
  /** Identity of the one whose it was, if it says so. */
  readonly store: string | undefined;
  readonly items: ConfigItems;
}

/** @param store identity of the one whose it is */
export function writeFile(items: ConfigItems, store: string): Readonly<Record<string, unknown>> {
  const lists = new Map<string, readonly ConfigItem[]>();
  const settings = new Map<string, ConfigItem>();
  for (const [section, all] of items) {
    if (section.kind === 'list') lists.set(section.name, all);
    else for (const item of all) settings.set(section.name, without(section.key, item));
  }
  return { baton: VERSION, store, ...Object.fromEntries(lists), settings: Object.fromEntries(settings) };
}

function without(key: string, item: ConfigItem): ConfigItem {
  return Object.fromEntries(Object.entries(item).filter(([name]) => name !== key));
}

/**
 * Item by item, so that nothing else waits for it.
 * @throws Refused `invalid-request` with the fields at fault
 */
export async function readFile(file: unknown, sections: readonly ConfigSection[]): Promise<ConfigFile> {
  const parsed = shapeOf(sections).safeParse(file);
  if (!parsed.success) throw invalidRequest(parsed.error);
  const {
    store,
    settings = {},
    ...lists
  } = parsed.data as Readonly<Record<string, unknown>> & {
    readonly store?: string;
    readonly settings?: Readonly<Record<string, unknown>>;
  };
  const items = new Map<ConfigSection, readonly ConfigItem[]>();
  const issues: z.core.$ZodIssue[] = [];
  for (const section of sections) {
    const given = section.kind === 'list' ? own(lists, section.name) : own(settings, section.name);
    if (given === undefined) continue;
    const all = section.kind === 'list' ? (given as readonly unknown[]) : [withKey(section, given)];
    items.set(section, await readItems(section, all, issues));
  }
  if (issues.length > 0) throw invalidRequest(new z.ZodError(issues));
  return { store, items };
}

/** What is at fault is added to `issues`; with as many of them as are told it stops. */
async function readItems(
  section: ConfigSection,
  all: readonly unknown[],
  issues: z.core.$ZodIssue[],
): Promise<readonly ConfigItem[]> {
  const { name, kind, key, item } = section;
  const pace = new Pace();
  const items: ConfigItem[] = [];
  const seen = new Set<unknown>();
  for (const [index, given] of all.entries()) {
    await pace.breathe();
    if (issues.length >= MOST_ERRORS) break;
    const path = kind === 'list' ? [name, index] : ['settings', name];
    const parsed = item.safeParse(given);
    if (!parsed.success) {
      issues.push(...parsed.error.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] })));
      continue;
    }
    const id = own(parsed.data, key);
    if (seen.has(id)) {
      const message = 'is in this list already';
      issues.push({ code: 'custom', path: [...path, key], message, input: id });
    }
    seen.add(id);
    items.push(parsed.data);
  }
  return items;
}

function shapeOf(sections: readonly ConfigSection[]) {
  const of = (kind: ConfigSection['kind']) => sections.filter((section) => section.kind === kind);
  const lists = of('list').map(({ name }) => [name, listOfAnything.optional()] as const);
  const settings = of('settings').map(({ name }) => [name, z.unknown().optional()] as const);
  return z.strictObject({
    baton: z.literal(VERSION, `must be ${VERSION}, the version of such files`),
    store: z.string().refine(isIdentity, 'must be 8 letters, as in an export').optional(),
    ...Object.fromEntries(lists),
    settings: z.strictObject(Object.fromEntries(settings)).optional(),
  });
}

/** Each in one statement with all the others, of which SQLite takes 32,766. */
const MOST_ITEMS = 30_000;

/** Its items are looked at one by one. */
const listOfAnything = z.custom<readonly unknown[]>(
  (value) => Array.isArray(value) && value.length <= MOST_ITEMS,
  `must be a list of ${MOST_ITEMS} items at most`,
);

/** Settings have no id in the file; each is the only one of its section. */
function withKey({ key, name }: ConfigSection, given: unknown): unknown {
  return isRecord(given) ? { ...given, [key]: name } : given;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
