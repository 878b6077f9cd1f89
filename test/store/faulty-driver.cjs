// @ts-check
'use strict';

/**
 * Loaded into the server before everything else (`node --require`): has the statements of the store's writer fail that it is
 * told to. Told over a socket of its own, one JSON line each way: what is to fail, and afterwards what was run.
 */

const fs = require('node:fs');
const net = require('node:net');
const { isMainThread } = require('node:worker_threads');
/** @type {any} */
const Database = require('better-sqlite3');

/**
 * @typedef {object} Fault
 * @property {number | 'ROLLBACK' | 'SYNC'} at which statement since it was told, each roll-back, or each time that the disk is to
 *   confirm what it has
 * @property {string} code SQLite's
 * @property {number} times how often, before it is let through
 * @property {boolean} rollsBack whether SQLite has rolled everything back by itself, as it may
 * @property {boolean} [lies] nothing fails: a COMMIT says that it is done, and is not
 */

/** @type {Fault[]} */
let faults = [];
/** @type {string[]} */
let run = [];
let failed = 0;
const readers = new WeakSet();
const { exec, prepare, pragma } = Database.prototype;

Database.prototype.pragma = function (/** @type {string} */ statement, /** @type {any[]} */ ...rest) {
  if (/^query_only = ON/.test(statement)) readers.add(this);
  return pragma.call(this, statement, ...rest);
};

Database.prototype.exec = function (/** @type {string} */ sql) {
  return pass(this, sql, () => exec.call(this, sql));
};

Database.prototype.prepare = function (/** @type {string} */ sql) {
  const statement = prepare.call(this, sql);
  for (const how of ['run', 'all']) {
    const real = statement[how];
    statement[how] = (/** @type {any[]} */ ...values) => pass(this, sql, () => real.apply(statement, values));
  }
  return statement;
};

/**
 * @param {any} handle
 * @param {string} sql
 * @param {() => unknown} work
 */
function pass(handle, sql, work) {
  if (readers.has(handle)) return work();
  const isRollback = sql.startsWith('ROLLBACK');
  const fault = faults.find(
    ({ at, times }) => times > 0 && (isRollback ? at === 'ROLLBACK' : at === run.length),
  );
  if (!fault) {
    if (!isRollback) run.push(sql);
    return work();
  }
  fault.times -= 1;
  failed += 1;
  if (fault.lies) {
    run.push(sql);
    return exec.call(handle, 'ROLLBACK');
  }
  if (fault.rollsBack && handle.inTransaction) exec.call(handle, 'ROLLBACK');
  throw new Database.SqliteError(`injected into: ${sql.slice(0, 60)}`, fault.code);
}

/** What confirms it is no statement, but a request of ours to the system. */
async function watchDisk() {
  const handle = await fs.promises.open('/dev/null', 'r');
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  const { datasync } = prototype;
  prototype.datasync = async function () {
    const fault = faults.find(({ at, times }) => times > 0 && at === 'SYNC');
    if (!fault) return datasync.call(this);
    fault.times -= 1;
    failed += 1;
    throw Object.assign(new Error('injected: EIO, fdatasync'), { code: 'EIO' });
  };
}

const address = /** @type {string} */ (process.env['BATON_TEST_FAULTS']);

/** @param {net.Socket} socket */
function serve(socket) {
  socket.setEncoding('utf8');
  let text = '';
  socket.on('data', (data) => {
    text += data;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const wanted = JSON.parse(text.slice(0, end));
      text = text.slice(end + 1);
      socket.write(`${JSON.stringify({ run, failed })}\n`);
      faults = wanted;
      run = [];
      failed = 0;
    }
  });
  socket.on('error', () => socket.destroy());
}

if (isMainThread) {
  // Of the one that was killed before.
  fs.rmSync(address, { force: true });
  void watchDisk();
  net.createServer(serve).listen(address).unref();
}
