import { storeIn } from '../../src/platform/store/open-store';
import { WritingConnection } from '../../src/platform/store/sqlite-connection';

/** An entry of a timeline as long as those of a warm transfer are on average (57 of them with 8.9 kB). */
const ENTRY = JSON.stringify({
  kind: 'step',
  at: 1_795_997_305_188,
  step: { type: 'dial', leg: 'baton-01a229c8-08cb-7b10-89d1-76b858dd8530-3', forMs: 20_000 },
  tookMs: 17,
  result: 'done',
}).padEnd(157);

/** Gives each call of a store so many entries. */
export async function addTimelines(dataDir: string, entries: number): Promise<void> {
  const writer = await WritingConnection.open(storeIn(dataDir));
  try {
    await writer.setUp(async (source) => {
      for (const pragma of ['journal_mode = OFF', 'synchronous = OFF', 'cache_size = -1000000'])
        await source.query(`PRAGMA ${pragma}`);
      await source.query('BEGIN');
      await source.query(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${entries})
         INSERT INTO call_timeline (call_id, entry) SELECT calls.id, '${ENTRY}' FROM calls CROSS JOIN n`,
      );
      await source.query('COMMIT');
    });
  } finally {
    await writer.close();
  }
}
