import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { type EntityManager, In, Not } from 'typeorm';
import { anyVersion, type Expected } from '../../platform/http/version/resource-version';
import { OneByOne } from '../../platform/in-turn/one-by-one';
import type { Page } from '../../platform/lists/paging';
import { keepContaining, readPage } from '../../platform/lists/read-page';
import { Refused } from '../../platform/refusals/refused';
import type { Settings } from '../../platform/settings/settings';
import { SETTINGS } from '../../platform/settings/settings.module';
import { newId } from '../../platform/store/new-id';
import { Store } from '../../platform/store/store';
import { type Usage, Usages } from '../../platform/store/usages';
import type { MusicClassListQuery } from './music.dto';
import type { MusicClass, MusicFile, MusicOrder, MusicUse } from './music-class';
import { MusicClassEntity } from './music-class.entity';
import { MusicFileEntity } from './music-file.entity';
import { MusicFolder } from './music-folder';
import { MusicPlayer } from './music-player';
import type { PlayedClass } from './musiconhold-conf';

/** What every Asterisk must have: it is heard where no other class can be. */
const DEFAULT_CLASS = 'default';

/** Of one class; each is a line in Asterisk's configuration. */
const MOST_FILES = 50;

const PUBLISH_AGAIN_MS = 10_000;

export interface NewMusicClass {
  readonly name: string;
  readonly order: MusicOrder;
}

/** The classes that Baton manages, and their files. */
@Injectable()
export class MusicClassesService implements OnApplicationBootstrap {
  readonly #logger = new Logger(MusicClassesService.name);
  readonly #usages = new Usages<MusicUse>('music-class-in-use', 'Others play this class; change them first.');
  readonly #foreign: ReadonlySet<string>;
  readonly #publications = new OneByOne();
  #again: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: Store,
    private readonly folder: MusicFolder,
    private readonly player: MusicPlayer,
    @Inject(SETTINGS) { music }: Pick<Settings, 'music'>,
  ) {
    this.#foreign = new Set([DEFAULT_CLASS, ...(music?.otherClasses ?? [])]);
  }

  /** After a start the folder is what the store says, and Asterisk what the folder says, also if we died in between. */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.folder.managed) return;
    try {
      const files = await this.store.reader.find(MusicFileEntity);
      await this.folder.sweep(new Set(files.map(({ id }) => id)));
      await this.folder.writeClasses(await this.#played());
      void this.player.reload();
    } catch (err) {
      this.#logger.error({ err }, 'the music folder cannot be used');
    }
  }

  /** @throws Refused `music-class-not-found` */
  async get(id: string): Promise<MusicClass> {
    return this.#require(this.store.reader, id);
  }

  async list(asked: MusicClassListQuery): Promise<Page<MusicClass>> {
    const query = this.store.reader.createQueryBuilder(MusicClassEntity, 'class');
    if (asked.q !== undefined) keepContaining(query, ['LOWER(class.name)'], asked.q);
    const keys = { id: 'class.id', created: 'class.id', name: 'LOWER(class.name)' };
    const page = await readPage(query, asked, keys);
    return { ...page, items: await withCounts(this.store.reader, page.items) };
  }

  /** @throws Refused `music-class-taken` */
  async create(given: NewMusicClass): Promise<MusicClass> {
    const row = { id: newId(), ...given };
    await this.store.write(async (manager) => {
      await this.#refuseTaken(manager, row);
      await manager.insert(MusicClassEntity, row);
    });
    return { ...row, fileCount: 0 };
  }

  /** @throws Refused `music-class-not-found`; `music-class-taken`, and `music-class-in-use` for another name */
  async update(
    id: string,
    changes: Partial<NewMusicClass>,
    expected: Expected = anyVersion,
  ): Promise<MusicClass> {
    const changed = await this.store.write(async (manager) => {
      const before = await this.#require(manager, id);
      expected.check(before);
      const { fileCount, ...row } = { ...before, ...changes };
      if (row.name !== before.name) {
        await this.#refuseInUse(before.name);
        await this.#refuseTaken(manager, row);
      }
      await manager.update(MusicClassEntity, { id }, row);
      return { ...row, fileCount };
    });
    await this.#publish();
    return changed;
  }

  /** @throws Refused `music-class-not-found`; `music-class-in-use` with what plays it */
  async remove(id: string, expected: Expected = anyVersion): Promise<void> {
    const files = await this.store.write(async (manager) => {
      const before = await this.#require(manager, id);
      expected.check(before);
      const { name } = before;
      await this.#refuseInUse(name);
      const gone = await manager.findBy(MusicFileEntity, { classId: id });
      await manager.delete(MusicClassEntity, { id });
      return gone;
    });
    await this.#publish();
    for (const file of files) await this.folder.retire(file.id);
  }

  /** In the order in which they were added. @throws Refused `music-class-not-found` */
  async files(classId: string): Promise<readonly MusicFile[]> {
    await this.get(classId);
    const rows = await this.store.reader.find(MusicFileEntity, { where: { classId }, order: { id: 'ASC' } });
    return rows.map(toFile);
  }

  /** @throws Refused `music-class-not-found`; `music-class-full` */
  async refuseFull(classId: string): Promise<void> {
    const { fileCount } = await this.get(classId);
    if (fileCount >= MOST_FILES) throw full();
  }

  /**
   * Has the class play a converted file.
   * @param result where it lies; it is moved from there
   * @throws Refused as {@link refuseFull}
   */
  async addFile(classId: string, file: MusicFile, result: string): Promise<void> {
    await this.folder.add(file.id, result);
    try {
      await this.store.write(async (manager) => {
        const { fileCount } = await this.#require(manager, classId);
        if (fileCount >= MOST_FILES) throw full();
        await manager.insert(MusicFileEntity, { ...file, classId });
      });
    } catch (error) {
      await this.folder.retire(file.id);
      throw error;
    }
    await this.#publish();
  }

  /**
   * @throws Refused `music-class-not-found`, `music-file-not-found`; `music-class-in-use` if it is the last one of a
   *   class that lines or groups play
   */
  async removeFile(classId: string, id: string): Promise<void> {
    await this.store.write(async (manager) => {
      const { name, fileCount } = await this.#require(manager, classId);
      if (!(await manager.existsBy(MusicFileEntity, { id, classId }))) throw fileNotFound();
      if (fileCount === 1) await this.#refuseInUse(name);
      await manager.delete(MusicFileEntity, { id });
    });
    await this.#publish();
    await this.folder.retire(id);
  }

  /**
   * Whether a class can be chosen. What Baton does not manage it cannot know: without a folder every name is taken, with
   * one those that the settings name besides.
   * @returns why not, if not
   */
  async reasonAgainst(name: string): Promise<'unknown-music-class' | 'empty-music-class' | undefined> {
    if (!this.folder.managed || this.#foreign.has(name)) return undefined;
    const row = await this.store.reader.findOneBy(MusicClassEntity, { name });
    if (!row) return 'unknown-music-class';
    const { fileCount } = await withCount(this.store.reader, row);
    return fileCount === 0 ? 'empty-music-class' : undefined;
  }

  /**
   * For a setting that names a class.
   * @throws Refused `unknown-music-class`, `empty-music-class`, naming the field
   */
  async refuseUnplayable(name: string, path: string): Promise<void> {
    const code = await this.reasonAgainst(name);
    if (!code) return;
    const message =
      code === 'empty-music-class'
        ? 'has no file yet'
        : 'is no music class, neither of Baton nor of MUSIC_CLASSES';
    throw new Refused(code, 'Callers who wait would not hear this music.', {
      errors: [{ path, code, message }],
    });
  }

  /** Lets a feature that plays classes keep them from being deleted. */
  keepWhileUsed(usage: Usage<MusicUse>): void {
    this.#usages.add(usage);
  }

  /**
   * Writes all classes for Asterisk, one publication after another, so that the last one has what was stored last. What it
   * tells of is stored already: if it fails it is tried again, and nobody hears of it but administrators.
   */
  #publish(): Promise<void> {
    clearTimeout(this.#again);
    return this.#publications.run(async () => {
      if (!this.folder.managed) return;
      try {
        if (await this.folder.writeClasses(await this.#played())) await this.player.reload();
      } catch (err) {
        this.#logger.error({ err }, 'music classes could not be given to Asterisk; it is tried again');
        this.#again = setTimeout(() => void this.#publish(), PUBLISH_AGAIN_MS).unref();
      }
    });
  }

  async #played(): Promise<readonly PlayedClass[]> {
    const [classes, files] = await Promise.all([
      this.store.reader.find(MusicClassEntity, { order: { id: 'ASC' } }),
      this.store.reader.find(MusicFileEntity, { order: { id: 'ASC' } }),
    ]);
    return classes.map(({ id, name, order }) => ({
      name,
      order,
      files: files.filter(({ classId }) => classId === id).map((file) => file.id),
    }));
  }

  async #require(manager: EntityManager, id: string): Promise<MusicClass> {
    const row = await manager.findOneBy(MusicClassEntity, { id });
    if (!row) throw new Refused('music-class-not-found', 'There is no such music class.');
    return withCount(manager, row);
  }

  async #refuseTaken(manager: EntityManager, { id, name }: MusicClassEntity): Promise<void> {
    const taken =
      this.#foreign.has(name) || (await manager.existsBy(MusicClassEntity, { name, id: Not(id) }));
    if (taken) throw new Refused('music-class-taken', `There is a music class ${name} already.`);
  }

  async #refuseInUse(name: string): Promise<void> {
    await this.#usages.refuse(name, this.store.reader);
  }
}

async function withCount(manager: EntityManager, { id, name, order }: MusicClassEntity): Promise<MusicClass> {
  return { id, name, order, fileCount: await manager.countBy(MusicFileEntity, { classId: id }) };
}

/** The same of many, by one query: one each takes longer than all the rest of a list (`bench:lists`). */
async function withCounts(
  manager: EntityManager,
  rows: readonly MusicClassEntity[],
): Promise<readonly MusicClass[]> {
  const counts = await manager
    .createQueryBuilder(MusicFileEntity, 'file')
    .select('file.classId', 'classId')
    .addSelect('COUNT(*)', 'count')
    .where({ classId: In(rows.map(({ id }) => id)) })
    .groupBy('file.classId')
    .getRawMany<{ readonly classId: string; readonly count: number | string }>();
  const countOf = new Map(counts.map(({ classId, count }) => [classId, Number(count)]));
  return rows.map(({ id, name, order }) => ({ id, name, order, fileCount: countOf.get(id) ?? 0 }));
}

function toFile({ id, name, seconds, uploadedAt }: MusicFileEntity): MusicFile {
  return { id, name, seconds, uploadedAt };
}

function full(): Refused {
  return new Refused('music-class-full', `A class has ${MOST_FILES} files at most.`);
}

function fileNotFound(): Refused {
  return new Refused('music-file-not-found', 'There is no such file in this class.');
}
