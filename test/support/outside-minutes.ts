import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Writes into the store of a server that is not running that this agent has talked outside for so long today, and nobody else. */
export function setTalkedToday(dataDir: string, agentId: string, ms: number): void {
  const store = new Database(join(dataDir, 'baton.sqlite'));
  const insert = 'INSERT OR REPLACE INTO outside_minutes (agent_id, day, talked_ms) VALUES';
  // Of whichever day it is by then.
  const days = [Date.now(), Date.now() + 60_000].map((at) => new Date(at).toISOString().slice(0, 10));
  const rows = days.map((day) => `('${agentId}', '${day}', ${ms})`).join();
  store.exec(`DELETE FROM outside_minutes; ${insert} ${rows}`);
  store.close();
}
