import { mkdirSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { Story } from '../../src/core/call/testing/story';
import { openStore, storeIn } from '../../src/platform/store/open-store';
import { WritingConnection } from '../../src/platform/store/sqlite-connection';

const COUNT = 5_000;
const TRUNKS = 500;
const MUSIC_CLASSES = 200;
const FILES_OF_A_CLASS = 20;
const AUDIT_ENTRIES = 200_000;
const INCIDENTS = 200_000;
const DAY_MS = 86_400_000;
/** How long the company has been at it. */
const SINCE_MS = 2 * 365 * DAY_MS;

/** The people and things asked for. The first of each has far more than its share. */
export interface Company {
  readonly summary: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly agents: readonly string[];
  readonly lines: readonly string[];
  readonly numbers: readonly string[];
  readonly musicClasses: readonly string[];
}

/** Fills a store by SQL alone: a million calls by the server's own ways would take half an hour. */
export async function fill(dataDir: string, calls: number): Promise<Company> {
  mkdirSync(dataDir, { recursive: true });
  // Makes the tables.
  await (await openStore(dataDir)).close();
  const writer = await WritingConnection.open(storeIn(dataDir));
  let company: Company | undefined;
  try {
    await writer.setUp(async (source) => (company = await fillWith(source, calls)));
  } finally {
    await writer.close();
  }
  if (!company) throw new Error('Nobody is in the company.');
  return company;
}

async function fillWith(source: DataSource, calls: number): Promise<Company> {
  for (const pragma of [
    'journal_mode = OFF',
    'synchronous = OFF',
    'cache_size = -1000000',
    'temp_store = MEMORY',
  ]) {
    await source.query(`PRAGMA ${pragma}`);
  }
  const endMs = Date.now();
  const startMs = endMs - SINCE_MS;
  await source.query('BEGIN');
  await people(source, startMs);
  await trunks(source);
  await music(source, startMs);
  await callRecords(source, calls, startMs);
  await audit(source, startMs);
  await incidents(source, startMs);
  await source.query('COMMIT');
  return { summary: await summaryOf(source), startMs, endMs, ...(await samples(source)) };
}

/** `count` rows, each with its number `i`. */
const numbered = (count: number): string =>
  `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1})`;

/** A UUID version 7 of that moment. */
function idAt(ms: string, i: string): string {
  const hex = `printf('%012x', ${ms})`;
  return `printf('%s-%s-7%03x-8%03x-%012x', substr(${hex}, 1, 8), substr(${hex}, 9), (${i}) % 4096, (${i}) / 4096 % 4096, ${i})`;
}

const kinds = { agent: 1, line: 2, group: 3, user: 4, trunk: 5, class: 6, file: 7 } as const;
const idOf = (kind: keyof typeof kinds, i: string): string =>
  idAt(`1700000000000 + ${kinds[kind]} * 1000000 + (${i})`, i);
const nameOf = (i: string): string =>
  `(CASE (${i}) % 5 WHEN 0 THEN 'Özlem' WHEN 1 THEN 'Anna' WHEN 2 THEN 'ben' WHEN 3 THEN 'Søren' ELSE 'Łukasz' END) || ' ' || (${i})`;

async function people(source: DataSource, startMs: number): Promise<void> {
  const all = numbered(COUNT);
  const insert = (into: string, columns: string, values: string) =>
    source.query(`${all} INSERT INTO ${into} (${columns}) SELECT ${values} FROM n`);
  const status = "CASE i % 3 WHEN 0 THEN 'away' ELSE 'available' END";
  await insert(
    'agents',
    'id, name, extension, status',
    `${idOf('agent', 'i')}, ${nameOf('i')}, 10000 + i, ${status}`,
  );
  await insert('phones', 'user, agent_id, kind', `'phone-' || (10000 + i), ${idOf('agent', 'i')}, 'sip'`);
  const number = "'+3120' || (1000000 + i)";
  await insert(
    'lines',
    'id, name, number, number_digits, country, trunk, destination_type, destination_id, music_class',
    `${idOf('line', 'i')}, ${nameOf('i * 7')}, ${number}, substr(${number}, 2), 'NL', 'trunk-' || (i % 20), 'agent', ${idOf('agent', 'i')}, 'default'`,
  );
  for (let position = 0; position < 10; position += 1) {
    const agent = idOf('agent', `(i + ${position * 37}) % ${COUNT}`);
    await insert('line_agents', 'line_id, agent_id, position', `${idOf('line', 'i')}, ${agent}, ${position}`);
  }
  const member = (step: number): string =>
    `json_object('type', 'agent', 'id', ${idOf('agent', `(i + ${step}) % ${COUNT}`)})`;
  const members = Array.from({ length: 8 }, (_, step) => member(step * 11)).join(', ');
  const layers = `json_array(json_object('strategy', 'ordered', 'ringSeconds', 20, 'members', json_array(${members})))`;
  await insert(
    'ring_groups',
    'id, name, active, rounds, wrap_up_seconds, confirm, skip_on_call, skip_not_registered, skip_wrap_up, skip_away, layers',
    `${idOf('group', 'i')}, ${nameOf('i * 3')}, i % 2, 1, 0, 0, 1, 1, 1, 1, ${layers}`,
  );
  await insert(
    'users',
    'id, name, password_hash, role, agent_id, created_at',
    `${idOf('user', 'i')}, LOWER(${nameOf('i')}), '', CASE i % 10 WHEN 0 THEN 'supervisor' ELSE 'agent' END, CASE i % 10 WHEN 0 THEN NULL ELSE ${idOf('agent', 'i')} END, ${startMs} + i`,
  );
}

async function trunks(source: DataSource): Promise<void> {
  // No trunk is asked whether it is there: that would be a matter of Asterisk's, beside the lists.
  const settings = {
    server: '127.0.0.1',
    transport: 'udp',
    codecs: ['alaw', 'ulaw'],
    dtmfMode: 'auto',
    checkEverySeconds: 0,
    addresses: ['127.0.0.1'],
  };
  await source.query(
    `${numbered(TRUNKS)} INSERT INTO trunks (id, name, kind, settings)
     SELECT ${idOf('trunk', 'i')}, 'trunk-' || i, 'ip', '${JSON.stringify(settings)}' FROM n`,
  );
}

async function music(source: DataSource, startMs: number): Promise<void> {
  await source.query(
    `${numbered(MUSIC_CLASSES)} INSERT INTO music_classes (id, name, play_order)
     SELECT ${idOf('class', 'i')}, 'class-' || i, CASE i % 2 WHEN 0 THEN 'random' ELSE 'in-order' END FROM n`,
  );
  await source.query(
    `${numbered(MUSIC_CLASSES * FILES_OF_A_CLASS)} INSERT INTO music_files (id, class_id, name, seconds, uploaded_at)
     SELECT ${idOf('file', 'i')}, ${idOf('class', `i % ${MUSIC_CLASSES}`)}, ${nameOf('i')}, 180.5, ${startMs} + i FROM n`,
  );
}

async function callRecords(source: DataSource, count: number, startMs: number): Promise<void> {
  const all = numbered(count);
  // What a call is stored as that was handed over with an introduction and has ended.
  const facts = JSON.stringify(Story.merged().drops().call).replaceAll("'", "''");
  // One in fifty is of the first agent, one in twenty of the first line, one in two hundred with the first number.
  const agent = `(CASE WHEN i % 50 = 0 THEN 0 ELSE i / 3 % ${COUNT} END)`;
  const second = `((i * 7 + 3) % ${COUNT})`;
  const line = `(CASE WHEN i % 20 = 0 THEN 0 ELSE i / 7 % ${COUNT} END)`;
  const number = `('316' || (10000000 + CASE WHEN i % 200 = 0 THEN 0 ELSE i / 11 END))`;
  const at = `(${startMs} + i * ${Math.floor(SINCE_MS / count)})`;
  const id = idAt(at, 'i');
  const put = (text: string, old: string, value: string): string => `replace(${text}, '${old}', ${value})`;
  const own = put(
    put(
      put(
        put(`'${facts}'`, '"id":"call"', `'"id":"' || ${id} || '"'`),
        '"anna"',
        `'"' || ${idOf('agent', agent)} || '"'`,
      ),
      '"ben"',
      `'"' || ${idOf('agent', second)} || '"'`,
    ),
    '+4917155',
    `'+' || ${number}`,
  );
  await source.query(
    `${all} INSERT INTO calls (id, line_id, started_at, ended_at, facts) SELECT ${id}, ${idOf('line', line)}, ${at}, ${at} + 180000, ${own} FROM n`,
  );
  for (const one of [agent, second]) {
    await source.query(
      `${all} INSERT OR IGNORE INTO call_agents (agent_id, call_id) SELECT ${idOf('agent', one)}, ${id} FROM n`,
    );
  }
  await source.query(`${all} INSERT INTO call_numbers (number, call_id) SELECT ${number}, ${id} FROM n`);
}

async function audit(source: DataSource, startMs: number): Promise<void> {
  const at = `(${startMs} + i * ${Math.floor(SINCE_MS / AUDIT_ENTRIES)})`;
  const call = `'/api/v1/calls/' || ${idAt(at, 'i')} || '/transfers'`;
  const agent = `'/api/v1/agents/' || ${idOf('agent', `i % ${COUNT}`)}`;
  await source.query(
    `${numbered(AUDIT_ENTRIES)} INSERT INTO audit_log (id, at, address, by_id, by_name, by_role, method, action, path, status, body)
     SELECT ${idAt(at, 'i')}, ${at}, '10.0.0.' || (i % 200), 'user:' || ${idOf('user', `i % ${COUNT}`)}, ${nameOf('i')}, 'agent',
       CASE i % 10 WHEN 0 THEN 'PATCH' ELSE 'POST' END,
       CASE i % 10 WHEN 0 THEN 'PATCH /agents/:id' ELSE 'POST /calls/:id/transfers' END,
       CASE i % 10 WHEN 0 THEN ${agent} ELSE ${call} END, 200, '{"status":"away"}' FROM n`,
  );
}

async function incidents(source: DataSource, startMs: number): Promise<void> {
  const at = `(${startMs} + i * ${Math.floor(SINCE_MS / INCIDENTS)})`;
  await source.query(
    `${numbered(INCIDENTS)} INSERT INTO incidents (id, type, detail, source, data, count, last_at)
     SELECT ${idAt(at, 'i')},
       CASE i % 20 WHEN 0 THEN 'security.locked-out' ELSE 'security.unknown-account' END,
       'Somebody came to Asterisk as an account that it does not have.', '192.0.2.' || (i % 250),
       json_object('account', 'guess-' || i), 1 + i % 100, ${at} FROM n`,
  );
}

async function summaryOf(source: DataSource): Promise<string> {
  const tables = [
    'agents',
    'lines',
    'ring_groups',
    'users',
    'trunks',
    'music_classes',
    'music_files',
    'calls',
    'call_agents',
    'audit_log',
    'incidents',
  ];
  const counts: string[] = [];
  for (const table of tables) {
    const rows: readonly { readonly count: number }[] = await source.query(
      `SELECT COUNT(*) AS count FROM ${table}`,
    );
    counts.push(`${rows[0]?.count} ${table.replace('_', ' ')}`);
  }
  const sizes: readonly { readonly bytes: number }[] = await source.query(
    'SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()',
  );
  return `${counts.join(', ')}; ${((sizes[0]?.bytes ?? 0) / 2 ** 30).toFixed(1)} GB`;
}

async function samples(
  source: DataSource,
): Promise<Pick<Company, 'agents' | 'lines' | 'numbers' | 'musicClasses'>> {
  const column = async (sql: string): Promise<readonly string[]> => {
    const rows: readonly { readonly value: string }[] = await source.query(sql);
    return rows.map(({ value }) => value);
  };
  return {
    agents: await column('SELECT id AS value FROM agents ORDER BY id LIMIT 100'),
    lines: await column('SELECT id AS value FROM lines ORDER BY id LIMIT 100'),
    numbers: await column(
      "SELECT DISTINCT number AS value FROM call_numbers WHERE number < '31610001000' ORDER BY number LIMIT 100",
    ),
    musicClasses: await column('SELECT id AS value FROM music_classes ORDER BY id LIMIT 100'),
  };
}
