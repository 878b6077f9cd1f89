import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { SectionChange } from './difference';

/** Something that is set up, as it stands in the file. */
export type ConfigItem = Readonly<Record<string, unknown>>;

/**
 * A kind of what is set up, as a feature brings it to the export and import of everything. All sections of an import are
 * carried out in one transaction, which nobody else sees before it is committed: read and write by the manager given.
 */
export interface ConfigSection<Item = ConfigItem> {
  /** Its name in the file. */
  readonly name: string;
  /** `settings` are one item which is always there; they are found below `settings` in the file. */
  readonly kind: 'list' | 'settings';
  /** The property that tells items apart. */
  readonly key: keyof Item & string;
  /** Names of the sections that these items refer to. */
  readonly refersTo: readonly string[];
  /** The shape of an item, as strict as the REST route's. */
  readonly item: z.ZodType<Item>;

  read(manager: EntityManager): Promise<readonly Item[]>;

  /** As it will read once it is stored. @throws Refused */
  normal?(item: Item): Item;

  /**
   * Writes what is created and changed; what it refers to is written already.
   * What is to be removed is still there, and is not to stand in the way.
   * @throws Refused with what the REST route would say
   */
  put(manager: EntityManager, change: SectionChange<Item>): Promise<void>;

  /** Deletes what is removed; what referred to it is deleted already. @throws Refused with what uses it */
  remove(manager: EntityManager, change: SectionChange<Item>): Promise<void>;

  /** Whatever depends on other sections as they will be: all is written. @throws Refused with what the REST route would say */
  check?(manager: EntityManager, change: SectionChange<Item>): Promise<void>;

  /**
   * The last thing before it is committed, and not done in a dry run. Everybody who writes waits for it: only for what cannot be
   * made up for in {@link committed}. @throws Refused, and nothing is imported
   */
  beforeCommit?(change: SectionChange<Item>): Promise<void>;

  /** It is committed: tells others. What it returns is told to the one who imported, and to nobody else. */
  committed(change: SectionChange<Item>): Promise<unknown>;
}
