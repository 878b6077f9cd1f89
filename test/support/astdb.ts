import { existsSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { awaitChange, type Within } from './await';

/**
 * Waits until a phone that was pushed over ARI lies on Asterisk's disk. Asterisk commits its database a second after a
 * change (db_sync_thread in main/db.c); what is younger is lost when it is killed.
 *
 * @param dir the folder that Asterisk was started in
 */
export async function untilPhoneIsStored(dir: string, endpoint: string, { withinMs }: Within): Promise<void> {
  const folder = join(dir, 'var');
  const file = join(folder, 'astdb.sqlite3');
  await awaitChange({
    what: `the phone ${endpoint} to be on Asterisk's disk`,
    withinMs,
    look: () => {
      // While there is a journal, the change would be rolled back at the next start.
      if (existsSync(`${file}-journal`)) return undefined;
      return readFileSync(file).includes(`/ps_endpoints/endpoint/${endpoint}`) ? true : undefined;
    },
    watch: (changed) => {
      const watcher = watch(folder, changed);
      return () => watcher.close();
    },
  });
}
