import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { own } from '../../core/own';
import { parseInPieces } from '../../platform/http/large/json-in-pieces';
import { LargeBody } from '../../platform/http/large/large-body';
import { PbxConnection } from '../../platform/observability/pbx-connection';
import { Pace } from '../../platform/settings/pace';
import { Store } from '../../platform/store/store';
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

/** A server that is started anew is back within that time. */
const GONE_LOOKS = 4;
const GONE_LOOK_EVERY_MS = 5_000;

interface Named {
  readonly id: string;
  readonly name: string;
}

type Changes = ReadonlyMap<ConfigSection, SectionChange<ConfigItem>>;

/** Everything that is set up, as one file. */
@Injectable()
export class ConfigurationService {
  readonly #logger = new Logger(ConfigurationService.name);

  constructor(
    private readonly store: Store,
    private readonly sections: ConfigSections,
    private readonly pbx: PbxConnection,
  ) {}

  async export(): Promise<Readonly<Record<string, unknown>>> {
    const items = new Map<ConfigSection, readonly ConfigItem[]>();
    for (const section of this.sections.inOrder()) {
      items.set(section, await section.read(this.store.reader));
    }
    return writeFile(items, this.store.identity);
  }

  /**
   * All or nothing: what is wrong is found before anybody sees anything of it. Calls wait until it is done.
   * @throws Refused `invalid-request`, or what the REST route would say to one of its parts
   */
  async import(file: unknown, { how, unnamed }: ImportOptions): Promise<Imported> {
    const sections = this.sections.inOrder();
    const parsed = file instanceof LargeBody ? await parseInPieces(file.bytes) : file;
    const { store, items: wanted } = await readFile(parsed, sections);
    const work = async (manager: EntityManager): Promise<Changes> => {
      const changes = await changesTo(manager, wanted, unnamed);
      for (const [section, change] of changes) await section.put(manager, change);
      for (const [section, change] of [...changes].reverse()) await section.remove(manager, change);
      for (const [section, change] of changes) await section.check?.(manager, change);
      if (how === 'do') for (const [section, change] of changes) await section.beforeCommit?.(change);
      return changes;
    };
    const lost = how === 'do' && store !== undefined && (await this.#isLost(store)) ? store : undefined;
    const write = () => (lost === undefined ? this.store.write(work) : this.store.inherit(lost, work));
    const changes = await (how === 'do' ? write() : this.store.tryOut(work));
    if (lost !== undefined)
      this.#logger.log(
        { store: lost },
        "What another store has in Asterisk is this one's now: its file was imported",
      );
    return {
      differences: [...changes].map(([section, change]) => toAnswer(section, change)),
      told: how === 'do' ? await tell(changes) : {},
    };
  }

  /**
   * Whoever has the file of a store whose server is gone has set it up anew, after its disk was lost, say: what it has in
   * Asterisk is ours then. Of one whose server is there nothing is, nor of one that may only be starting anew.
   */
  async #isLost(store: string): Promise<boolean> {
    if (this.store.owns(store) || this.pbx.state.status !== 'connected') return false;
    for (let look = 1; look <= GONE_LOOKS; look += 1) {
      if ((await this.pbx.isServerThere(store)) !== false) return false;
      if (look < GONE_LOOKS) await delay(GONE_LOOK_EVERY_MS);
    }
    return true;
  }
}

async function changesTo(
  manager: EntityManager,
  wanted: ConfigItems,
  unnamed: ImportOptions['unnamed'],
): Promise<Changes> {
  const changes = new Map<ConfigSection, SectionChange<ConfigItem>>();
  const pace = new Pace();
  for (const [section, items] of wanted) {
    const normal: ConfigItem[] = [];
    for (const item of items) {
      await pace.breathe();
      normal.push(section.normal?.(item) ?? item);
    }
    const change = await differenceOf(section.key, await section.read(manager), normal, unnamed);
    if (!isEmpty(change)) changes.set(section, change);
  }
  return changes;
}

async function tell(changes: Changes): Promise<Readonly<Record<string, unknown>>> {
  const told = new Map<string, unknown>();
  for (const [section, change] of changes) {
    const toWhoImports = await section.committed(change);
    if (toWhoImports !== undefined) told.set(section.name, toWhoImports);
  }
  return Object.fromEntries(told);
}

function toAnswer(
  { key, kind, name }: ConfigSection,
  { created, changed, removed }: SectionChange<ConfigItem>,
): Imported['differences'][number] {
  const named = (item: ConfigItem): Named => ({
    id: String(own(item, key)),
    name: String(item['name'] ?? item['user'] ?? own(item, key)),
  });
  return {
    section: kind === 'settings' ? `settings.${name}` : name,
    created: created.map(named),
    changed: changed.map(({ after, fields }) => ({ ...named(after), fields })),
    removed: removed.map(named),
  };
}
