import { z } from 'zod';
import { invalidRequest } from '../http/validation';
import type { ConfigItem, ConfigSection } from './config-section';

/** Grows when an older Baton could not read the file any longer. */
const VERSION = 1;

/** The items of a file, by section; sections that it does not have are not in it. */
export type ConfigItems = ReadonlyMap<ConfigSection, readonly ConfigItem[]>;

export function writeFile(items: ConfigItems): Readonly<Record<string, unknown>> {
  const lists: Record<string, unknown> = {};
  const settings: Record<string, unknown> = {};
  for (const [section, all] of items) {
    if (section.kind === 'list') lists[section.name] = all;
    else for (const { [section.key]: _, ...rest } of all) settings[section.name] = rest;
  }
  return { baton: VERSION, ...lists, settings };
}

/** @throws ApiError 400 `invalid-request` with each field at fault */
export function readFile(file: unknown, sections: readonly ConfigSection[]): ConfigItems {
  const parsed = schemaOf(sections).safeParse(withKeys(file, sections));
  if (!parsed.success) throw invalidRequest(parsed.error);
  const { settings, ...lists } = parsed.data as Record<string, unknown> & {
    readonly settings?: Readonly<Record<string, ConfigItem | undefined>>;
  };
  const items = new Map<ConfigSection, readonly ConfigItem[]>();
  for (const section of sections) {
    const one = settings?.[section.name];
    const found = section.kind === 'list' ? lists[section.name] : one && [one];
    if (found !== undefined) items.set(section, found as readonly ConfigItem[]);
  }
  return items;
}

function schemaOf(sections: readonly ConfigSection[]) {
  const of = (kind: ConfigSection['kind']) => sections.filter((section) => section.kind === kind);
  const lists = of('list').map((section) => [section.name, listOf(section).optional()] as const);
  const settings = of('settings').map((section) => [section.name, section.item.optional()] as const);
  return z.strictObject({
    baton: z.literal(VERSION, `must be ${VERSION}, the version of such files`),
    ...Object.fromEntries(lists),
    settings: z.strictObject(Object.fromEntries(settings)).optional(),
  });
}

function listOf({ item, key }: ConfigSection) {
  return z.array(item).superRefine((items, context) => {
    const seen = new Set<unknown>();
    items.forEach((one, index) => {
      if (seen.has(one[key])) {
        context.addIssue({ code: 'custom', path: [index, key], message: 'is in this list already' });
      }
      seen.add(one[key]);
    });
  });
}

/** Settings have no id in the file; each is the only one of its section. */
function withKeys(file: unknown, sections: readonly ConfigSection[]): unknown {
  if (!isRecord(file) || !isRecord(file['settings'])) return file;
  const settings = { ...file['settings'] };
  for (const { kind, name, key } of sections) {
    const given = settings[name];
    if (kind === 'settings' && isRecord(given)) settings[name] = { ...given, [key]: name };
  }
  return { ...file, settings };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
