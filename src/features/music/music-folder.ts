import { chmod, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { Refused } from '../../platform/refusals/refused';
import type { Settings } from '../../platform/settings/settings';
import { SETTINGS } from '../../platform/settings/settings.module';
import { renameForGood } from '../../platform/store/rename-for-good';
import { Store } from '../../platform/store/store';
import { musicFileName, musicOnHoldConf, ownerOf, type PlayedClass } from './musiconhold-conf';

/** A caller who waits with a file when it is removed may hear it again for so long: Asterisk opens it anew at every turn. */
const KEPT_AFTER_REMOVAL_MS = 24 * 60 * 60 * 1_000;

/** What lies in it is no secret, and Asterisk may run as somebody else. */
const READABLE = 0o644;
const FOLDER = 0o755;

/** The folder that Baton writes and Asterisk reads, under the same name. */
@Injectable()
export class MusicFolder {
  readonly #path: string | undefined;

  constructor(
    @Inject(SETTINGS) { music }: Pick<Settings, 'music'>,
    private readonly store: Store,
  ) {
    this.#path = music?.dir;
  }

  /** Whether there is one. */
  get managed(): boolean {
    return this.#path !== undefined;
  }

  /** Where an upload of this id is received, and where its conversion goes until it is added. */
  async workFiles(id: string): Promise<{ readonly source: string; readonly result: string }> {
    const folder = join(await this.#made(), 'work');
    await mkdir(folder, { recursive: true });
    return { source: join(folder, `${id}.source`), result: join(folder, musicFileName(id)) };
  }

  /** Moves a converted file to where it is played from, for good. */
  async add(id: string, result: string): Promise<void> {
    await chmod(result, READABLE);
    await renameForGood(result, join(await this.#made(), musicFileName(id)));
  }

  /** The file goes later, by {@link sweep}: it is no longer in a class, but may still be heard. */
  async retire(id: string): Promise<void> {
    const now = new Date();
    await utimes(join(await this.#made(), musicFileName(id)), now, now).catch(ifGone);
  }

  /** @returns whether the file says something else than before */
  async writeClasses(classes: readonly PlayedClass[]): Promise<boolean> {
    const folder = await this.#made();
    const file = confIn(folder);
    const text = musicOnHoldConf(folder, classes, this.store.identity);
    if ((await readFile(file, 'utf8').catch(ifGone)) === text) return false;
    const fresh = `${file}.new`;
    await writeFile(fresh, text);
    await chmod(fresh, READABLE);
    await rename(fresh, file);
    return true;
  }

  /** Removes what was left of uploads that were cut short, and files that nobody hears any longer. @param kept ids */
  async sweep(kept: ReadonlySet<string>): Promise<void> {
    const folder = await this.#made();
    await rm(join(folder, 'work'), { recursive: true, force: true });
    const names = new Set([...kept].map(musicFileName));
    for (const name of await readdir(folder)) {
      if (!name.endsWith('.wav') || names.has(name)) continue;
      const { mtimeMs } = await stat(join(folder, name));
      if (Date.now() - mtimeMs > KEPT_AFTER_REMOVAL_MS) await rm(join(folder, name), { force: true });
    }
  }

  /** @throws Refused `music-not-managed`; `music-folder-taken` if it is another store's: nothing of it is touched */
  async #made(): Promise<string> {
    if (this.#path === undefined) throw notManaged();
    if (await mkdir(this.#path, { recursive: true })) await chmod(this.#path, FOLDER);
    const owner = ownerOf((await readFile(confIn(this.#path), 'utf8').catch(ifGone)) ?? '');
    if (owner !== undefined && !this.store.owns(owner)) throw taken(owner);
    return this.#path;
  }
}

const confIn = (folder: string) => join(folder, 'musiconhold.conf');

function taken(owner: string): Refused {
  const detail = `MUSIC_DIR is the folder of another Baton, of store ${owner}. Give each a folder of its own.`;
  return new Refused('music-folder-taken', detail);
}

function notManaged(): Refused {
  const detail =
    'Baton has no folder that its Asterisk reads. If both run on one machine, set MUSIC_DIR and include ' +
    'musiconhold.conf of that folder in that of Asterisk; else put the files there and name their class in the line.';
  return new Refused('music-not-managed', detail);
}

function ifGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
