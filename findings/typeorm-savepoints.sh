#!/usr/bin/env bash
# TypeORM 1.1.1 with better-sqlite3 12.11.1: once a disk has run full in the middle of a transaction, every later
# transaction is reported as committed and none of them reaches the file, though there is space again.
#
# Seen: the COMMIT fails with SQLITE_FULL. TypeORM then asks for ROLLBACK, which fails too, and keeps counting the
# transaction as open. From then on `dataSource.transaction()` sends SAVEPOINT and RELEASE within a transaction that nobody
# ends: it resolves, its own reads show the rows, another connection never sees them, and they are gone when the process
# ends. What helps: look at the driver's `inTransaction` after a failure, and open the connection anew.
#
# Runs on a tmpfs of 3 MB in a mount namespace of its own. Prints what it saw; fails if that is something else than above.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init --yes >/dev/null
npm_config_build_from_source=true npm install --silent --no-audit --no-fund typeorm@1.1.1 better-sqlite3@12.11.1 reflect-metadata@0.2.2
cat >probe.cjs <<'JS'
require('reflect-metadata');
const fs = require('node:fs');
const path = require('node:path');
const Database = require('better-sqlite3');
const { DataSource } = require('typeorm');

const disk = process.argv[2];
const file = path.join(disk, 'a.sqlite');
const ballast = path.join(disk, 'ballast');

function fill() {
  const fd = fs.openSync(ballast, 'w');
  for (let size = 65536; size > 0; ) {
    try {
      if (fs.writeSync(fd, Buffer.alloc(size)) < size) size = size >> 1;
    } catch {
      size = size >> 1;
    }
  }
  fs.closeSync(fd);
}

(async () => {
  const source = await new DataSource({ type: 'better-sqlite3', database: file, enableWAL: true }).initialize();
  await source.query('CREATE TABLE t (id integer primary key, text varchar)');
  const insert = (text) => source.transaction((manager) => manager.query('INSERT INTO t (text) VALUES (?)', [text]));
  await insert('before');
  fill();
  for (let n = 0; n < 3; n += 1) await insert('x'.repeat(20000)).catch((error) => console.log(`full: ${error.message.slice(0, 70)}`));
  fs.rmSync(ballast);
  for (let n = 0; n < 3; n += 1) await insert(`after ${n}`).then(() => console.log(`after ${n}: resolved`), (error) => console.log(`after ${n}: ${error.message}`));
  const own = await source.query("SELECT COUNT(*) AS n FROM t WHERE text LIKE 'after%'");
  const other = new Database(file).prepare("SELECT COUNT(*) AS n FROM t WHERE text LIKE 'after%'").get();
  console.log(`its own connection sees ${own[0].n}, another one ${other.n}`);
})();
JS
mkdir disk
unshare -Urm sh -c 'mount -t tmpfs -o size=3m tmpfs disk && exec node probe.cjs "$PWD/disk"' | tee out.txt
grep -q '^its own connection sees 3, another one 0$' out.txt || { echo 'It behaves otherwise now.'; exit 1; }
