import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Store } from '../persistence/store';
import { type ConfigItems, readFile, writeFile } from './config-file';
import type { ConfigItem, ConfigSection } from './config-section';
import { ConfigSections } from './config-sections';
import { type ChangedField, differenceOf, isEmpty, type SectionChange } from './difference';

export interface ImportOptions {
  /** `try`: says what would change, and changes nothing. */
  readonly how: 'try' | 'do';
  /** What becomes of items that the file does not name, in lists that it has. */
  readonly unnamed: 'kept' | 'removed';
}

/** What an import changes, or would change. */
export interface Imported {
  readonly differences: readonly {
    readonly section: string;
    readonly created: readonly Named[];
    readonly changed: readonly (Named & { readonly fields: readonly ChangedField[] })[];
    readonly removed: readonly Named[];
  }[];
  /** What is told only now, by section. */
  readonly told: Readonly<Record<string, unknown>>;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

type Changes = ReadonlyMap<ConfigSection, SectionChange<ConfigItem>>;

/** Everything that is set up, as one file. */
@Injectable()
export class ConfigurationService {
  constructor(
    private readonly store: Store,
    private readonly sections: ConfigSections,
  ) {}

  async export(): Promise<Readonly<Record<string, unknown>>> {
    const items = new Map<ConfigSection, readonly ConfigItem[]>();
    for (const section of this.sections.inOrder()) {
      items.set(section, await section.read(this.store.reader));
    }
    return writeFile(items);
  }

  /**
   * All or nothing: what is wrong is found before anybody sees anything of it. Calls wait until it is done.
   * @throws ApiError 400 `invalid-request`, or what the REST route would say to one of its parts
   */
  async import(file: unknown, { how, unnamed }: ImportOptions): Promise<Imported> {
    const sections = this.sections.inOrder();
    const wanted = readFile(file, sections);
    const work = async (manager: EntityManager): Promise<Changes> => {
      const changes = await changesTo(manager, wanted, unnamed);
      for (const [section, change] of changes) await section.put(manager, change);
      for (const [section, change] of [...changes].reverse()) await section.remove(manager, change);
      if (how === 'do') for (const [section, change] of changes) await section.beforeCommit?.(change);
      return changes;
    };
    const changes = await this.store.writeApart(work, how === 'do' ? 'commit' : 'roll-back');
    return {
      differences: [...changes].map(([section, change]) => toAnswer(section, change)),
      told: how === 'do' ? await tell(changes) : {},
    };
  }
}

async function changesTo(
  manager: EntityManager,
  wanted: ConfigItems,
  unnamed: ImportOptions['unnamed'],
): Promise<Changes> {
  const changes = new Map<ConfigSection, SectionChange<ConfigItem>>();
  for (const [section, items] of wanted) {
    const normal = items.map((item) => section.normal?.(item) ?? item);
    const change = differenceOf(section.key, await section.read(manager), normal, unnamed);
    if (!isEmpty(change)) changes.set(section, change);
  }
  return changes;
}

async function tell(changes: Changes): Promise<Readonly<Record<string, unknown>>> {
  const told: Record<string, unknown> = {};
  for (const [section, change] of changes) {
    const toWhoImports = await section.committed(change);
    if (toWhoImports !== undefined) told[section.name] = toWhoImports;
  }
  return told;
}

function toAnswer(
  { key, kind, name }: ConfigSection,
  { created, changed, removed }: SectionChange<ConfigItem>,
): Imported['differences'][number] {
  const named = (item: ConfigItem): Named => ({
    id: String(item[key]),
    name: String(item['name'] ?? item['user'] ?? item[key]),
  });
  return {
    section: kind === 'settings' ? `settings.${name}` : name,
    created: created.map(named),
    changed: changed.map(({ after, fields }) => ({ ...named(after), fields })),
    removed: removed.map(named),
  };
}
