// @ts-check
'use strict';

/** An Asterisk of our own, run without root from `.asterisk/rootfs` with the configuration of asterisk-config/. */

const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const crypto = require('node:crypto');
const { once } = require('node:events');
const { setTimeout } = require('node:timers/promises');
const { findAsterisk } = require('./asterisk-files.cjs');
const { spawnAsterisk } = require('./asterisk-process.cjs');
const { writeAsteriskConfig } = require('./asterisk-config.cjs');
const { keepBounded, keepRotated, lastBytes } = require('./bounded-file.cjs');
const { freePort } = require('./free-ports.cjs');
const { runCommand } = require('./run-command.cjs');

/** The server empties it several times a second; while it is away, strangers must not fill the disk. */
const SECURITY_LOG = { maxBytes: 8 * 1024 * 1024, everyMs: 5_000 };

/** Warnings and errors, over all starts: 2 MB and four times as much of what is older. */
const LOG = { maxBytes: 2 * 1024 * 1024, kept: 4, everyMs: 250 };
/** What the process says itself: its first words, and its last. */
const CONSOLE = { maxBytes: 256 * 1024, kept: 1, everyMs: 1_000 };
/** The end of the run before this one, whatever this one writes. */
const LAST_RUN_BYTES = 256 * 1024;

const BOOT_TIMEOUT_MS = 30_000;
const BOOT_POLL_MS = 25;
const LOOPBACK = '127.0.0.1';

/** Below the range from which Linux takes a port when a program asks for any, so that the two do not meet. */
const RTP_PORTS = { rtpStart: 10_000, rtpEnd: 20_000 };

/** Two starts at the same moment can be given the same free port; the loser tries again with others. */
const ATTEMPTS_WITH_FREE_PORTS = 3;

/** The control socket's path may have 107 characters (sun_path in unix(7)). */
const LONGEST_SOCKET_PATH = 107;

/**
 * @typedef {object} Ports
 * @property {number} http ARI, and SIP over WebSocket
 * @property {number} sip UDP
 * @property {number} sipTcp
 * @property {number} rtpStart
 * @property {number} rtpEnd
 */

/**
 * @typedef {object} StartOptions
 * @property {string} dir everything that this Asterisk writes lies in here; a later start with the same folder finds its
 *   database again (phones that were pushed over ARI)
 * @property {Partial<Ports>} [ports] what is not given is chosen freely
 * @property {string} [bind] address for SIP; default 127.0.0.1. ARI always listens on 127.0.0.1 only.
 * @property {Readonly<Record<string, string>>} [extraConf] by file name, read after the file of that name in
 *   asterisk-config/ (for instance `musiconhold.conf`, `pjsip.conf`, `extensions.conf`, `modules.conf`)
 * @property {string} [ariApp] default `baton`
 * @property {string} [ariUser] default `baton`
 * @property {string} [ariPassword] default: random
 * @property {boolean} [detached] lives on when this process dies; default false: then it is stopped, whatever killed us
 */

/**
 * @typedef {object} EmbeddedAsterisk
 * @property {string} version Debian's version of the package
 * @property {string} ariUrl `http://127.0.0.1:<port>`
 * @property {string} ariUser
 * @property {string} ariPassword
 * @property {Readonly<Ports>} ports give them to a later start to get the same ones again
 * @property {number} sipPort UDP
 * @property {number} sipTcpPort
 * @property {string} wsUrl where phones speak SIP over WebSocket
 * @property {string} musicDir for the server's MUSIC_DIR
 * @property {string} logFile notices, warnings and errors
 * @property {string} securityLog for the server's ASTERISK_SECURITY_LOG
 * @property {number} pid
 * @property {Promise<string>} exited resolves when the process is gone, by whatever cause, and says how
 * @property {(command: string) => Promise<string>} cli a command of Asterisk's console, and what it answered
 * @property {() => Promise<void>} stop in order; resolves when the process is gone
 * @property {() => Promise<void>} kill SIGKILL, as a crash; resolves when the process is gone
 */

/** Asterisk did not come up; the message holds the end of its log. */
class AsteriskNotStarted extends Error {
  /**
   * @param {string} reason
   * @param {string} [log]
   */
  constructor(reason, log = '') {
    super(log ? `${reason}\nIts last words:\n${log}` : reason);
    this.name = 'AsteriskNotStarted';
    this.log = log;
  }
}

/**
 * Starts an Asterisk and waits until it is fully booted.
 *
 * @param {StartOptions} options
 * @returns {Promise<EmbeddedAsterisk>}
 * @throws {AsteriskNotStarted}
 */
async function startAsterisk(options) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(options);
    } catch (error) {
      const portWasTaken = error instanceof AsteriskNotStarted && /address already in use/i.test(error.log);
      if (!portWasTaken || attempt === ATTEMPTS_WITH_FREE_PORTS || allPortsAreGiven(options)) throw error;
    }
  }
}

/** @param {StartOptions} options */
function allPortsAreGiven({ ports = {} }) {
  return [ports.http, ports.sip, ports.sipTcp].every((port) => port !== undefined);
}

/**
 * @param {StartOptions} options
 * @returns {Promise<EmbeddedAsterisk>}
 */
async function startOnce(options) {
  const files = findAsterisk();
  if (!files)
    throw new AsteriskNotStarted('No Asterisk is installed in .asterisk: run `npm run asterisk:install`.');

  const place = prepareFolders(options.dir);
  await demandUnused(place.runDir);
  const { ariApp = 'baton', ariUser = 'baton', bind = LOOPBACK } = options;
  const ariPassword = options.ariPassword ?? crypto.randomBytes(24).toString('base64url');
  const ports = await choosePorts(options.ports ?? {}, bind);
  writeAsteriskConfig(
    place.etcDir,
    {
      ...place,
      moduleDir: files.moduleDir,
      dataDir: files.dataDir,
      logFile: 'messages.log',
      securityLog: place.securityLog,
      ariApp,
      ariUser,
      ariPassword,
      httpBind: LOOPBACK,
      httpPort: ports.http,
      sipBind: bind,
      sipPort: ports.sip,
      sipTcpPort: ports.sipTcp,
      rtpStart: ports.rtpStart,
      rtpEnd: ports.rtpEnd,
    },
    options.extraConf,
  );

  const logFile = path.join(place.logDir, 'messages.log');
  const consoleFile = path.join(place.logDir, 'console.log');
  keepLastRun(place.logDir, [consoleFile, logFile]);
  const ofThisStart = sinceNow([consoleFile, logFile]);
  const { configFile } = place;
  const running = await spawnAsterisk(
    files,
    { configFile, consoleFile },
    options.detached === true ? 'keep-running' : 'stop',
  );
  const ariUrl = `http://${LOOPBACK}:${ports.http}`;
  const securityLog = place.securityLog;
  void running.exited.then(keepBounded(securityLog, SECURITY_LOG));
  void running.exited.then(keepRotated(logFile, LOG));
  void running.exited.then(keepRotated(consoleFile, CONSOLE));
  try {
    await fullyBooted(running.exited, ariUrl, ariUser, ariPassword);
    // A SIP port that is taken is only a line in its log: Asterisk goes on without that transport.
    if (/address already in use/i.test(ofThisStart())) throw new Error('A SIP port of Asterisk is in use.');
  } catch (error) {
    await running.kill();
    const reason = error instanceof Error ? error.message : String(error);
    throw new AsteriskNotStarted(reason, lastLines(ofThisStart()));
  }
  return {
    version: files.version,
    ariUrl,
    ariUser,
    ariPassword,
    ports,
    sipPort: ports.sip,
    sipTcpPort: ports.sipTcp,
    wsUrl: `ws://${LOOPBACK}:${ports.http}/ws`,
    musicDir: place.musicDir,
    logFile,
    securityLog,
    pid: running.pid,
    exited: running.exited,
    cli: (command) =>
      runCommand(files.executable, [...files.leadingArgs, '-C', configFile, '-r', '-x', command]),
    stop: running.stop,
    kill: running.kill,
  };
}

/**
 * @param {string} dir
 */
function prepareFolders(dir) {
  const root = path.resolve(dir);
  const place = {
    etcDir: path.join(root, 'etc'),
    varDir: path.join(root, 'var'),
    spoolDir: path.join(root, 'spool'),
    runDir: path.join(root, 'run'),
    logDir: path.join(root, 'log'),
    musicDir: path.join(root, 'music'),
  };
  if (path.join(place.runDir, 'asterisk.ctl').length > LONGEST_SOCKET_PATH) {
    place.runDir = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-asterisk-'));
  }
  // What an earlier start was given must not be read again.
  fs.rmSync(path.join(place.etcDir, 'local'), { recursive: true, force: true });
  for (const folder of Object.values(place)) fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    ...place,
    configFile: path.join(place.etcDir, 'asterisk.conf'),
    securityLog: path.join(place.logDir, 'security.log'),
  };
}

/**
 * Two of them in one folder would write to one database.
 *
 * @param {string} runDir
 * @throws {AsteriskNotStarted} when an Asterisk answers at the control socket; a socket that a dead one left is fine
 */
async function demandUnused(runDir) {
  const socket = net.connect(path.join(runDir, 'asterisk.ctl'));
  const answered = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  if (answered)
    throw new AsteriskNotStarted(`Another Asterisk is already running in ${path.dirname(runDir)}.`);
}

/**
 * @param {Partial<Ports>} wanted
 * @param {string} bind
 * @returns {Promise<Ports>}
 */
async function choosePorts(wanted, bind) {
  return {
    http: wanted.http ?? (await freePort('tcp', LOOPBACK)),
    sip: wanted.sip ?? (await freePort('udp', bind)),
    sipTcp: wanted.sipTcp ?? (await freePort('tcp', bind)),
    rtpStart: wanted.rtpStart ?? RTP_PORTS.rtpStart,
    rtpEnd: wanted.rtpEnd ?? RTP_PORTS.rtpEnd,
  };
}

/**
 * ARI answers 503 until every module is loaded.
 *
 * @param {Promise<string>} exited
 * @param {string} ariUrl
 * @param {string} user
 * @param {string} password
 */
async function fullyBooted(exited, ariUrl, user, password) {
  let ended = '';
  void exited.then((how) => (ended = how));
  const headers = { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
  const deadline = Date.now() + BOOT_TIMEOUT_MS;
  let last = 'no answer';
  while (Date.now() < deadline) {
    if (ended) throw new Error(`Asterisk ended while it started (${ended}).`);
    try {
      const response = await fetch(`${ariUrl}/ari/asterisk/info`, {
        headers,
        signal: AbortSignal.timeout(2_000),
      });
      await response.arrayBuffer();
      if (response.ok) return;
      last = `status ${response.status}`;
    } catch {
      // Nobody listens yet.
    }
    await setTimeout(BOOT_POLL_MS);
  }
  throw new Error(`Asterisk was not ready after ${BOOT_TIMEOUT_MS / 1000} s; ARI gave ${last}.`);
}

/**
 * Whoever looks for why it died finds its last words, also when it has started again and again since.
 *
 * @param {string} logDir
 * @param {readonly string[]} files
 */
function keepLastRun(logDir, files) {
  const ends = files.map((file) => lastBytes(file, LAST_RUN_BYTES / files.length));
  if (ends.every((end) => end.length === 0)) return;
  fs.writeFileSync(path.join(logDir, 'last-run.log'), Buffer.concat(ends), { mode: 0o600 });
}

/**
 * @param {readonly string[]} files they are appended to
 * @returns {() => string} what was, from now on
 */
function sinceNow(files) {
  const sizes = files.map((file) => (fs.existsSync(file) ? fs.statSync(file).size : 0));
  return () =>
    files
      .map((file, index) =>
        lastBytes(file, Number.MAX_SAFE_INTEGER)
          .subarray(sizes[index] ?? 0)
          .toString('utf8'),
      )
      .join('');
}

/** @param {string} text */
function lastLines(text) {
  return text.trimEnd().split('\n').slice(-30).join('\n');
}

module.exports = { startAsterisk };
