// @ts-check
'use strict';

/** Makes the secret of ARI if there is none, and renders asterisk-config/ for the container of Asterisk. */

const fs = require('node:fs');
const path = require('node:path');
const { writeAsteriskConfig } = require('../../scripts/lib/asterisk-config.cjs');
const { keptSecret } = require('../../scripts/lib/kept-secret.cjs');
const { asteriskSettings, readAdditions } = require('../../scripts/lib/project-asterisk.cjs');

const HOME = '/asterisk';
const inside = (/** @type {string} */ folder) => path.join(HOME, folder);

/** @throws {Error} with one clear line for a setting that cannot be used */
function render() {
  const { bind, ports } = asteriskSettings(process.env);
  for (const folder of ['var', 'spool', 'run', 'log'])
    fs.mkdirSync(inside(folder), { recursive: true, mode: 0o700 });
  const written = writeAsteriskConfig(
    inside('etc'),
    {
      etcDir: inside('etc'),
      moduleDir: '/usr/lib/asterisk-modules',
      dataDir: '/usr/share/asterisk',
      varDir: inside('var'),
      spoolDir: inside('spool'),
      runDir: inside('run'),
      logDir: inside('log'),
      musicDir: '/music',
      // `docker compose logs asterisk` shows it.
      logFile: '/dev/stdout',
      securityLog: '/asterisk-security/security.log',
      ariApp: process.env.ARI_APP || 'baton',
      ariUser: process.env.ARI_USER || 'baton',
      ariPassword: keptSecret('/data/ari-password'),
      httpBind: '127.0.0.1',
      httpPort: ports.http,
      sipBind: bind,
      sipPort: ports.sip,
      sipTcpPort: ports.sipTcp,
      rtpStart: ports.rtpStart,
      rtpEnd: ports.rtpEnd,
    },
    readAdditions('/data/asterisk-local'),
  );
  // What an earlier start was given must not be read again. Not removed before: after `docker compose restart` and `up`
  // Asterisk starts or runs meanwhile, and it reads its music classes again at every upload.
  for (const name of fs.readdirSync(inside('etc'), { encoding: 'utf8', recursive: true })) {
    if (/\.conf(\.new)?$/.test(name) && !written.includes(name)) fs.rmSync(path.join(inside('etc'), name));
  }
}

try {
  render();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
