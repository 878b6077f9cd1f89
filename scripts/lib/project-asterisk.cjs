// @ts-check
'use strict';

/** The embedded Asterisk of `npm start`: fixed ports, kept secret, the operator's own additions. */

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { setTimeout } = require('node:timers/promises');
const { startAsterisk } = require('./embedded-asterisk.cjs');
const { probePort } = require('./free-ports.cjs');
const { keepRunning } = require('./keep-running.cjs');
const { keptSecret } = require('./kept-secret.cjs');

/** @typedef {Readonly<Record<string, string | undefined>>} Environment */

/**
 * @typedef {object} AsteriskSettings
 * @property {string} dataDir
 * @property {string} bind address for SIP
 * @property {import('./embedded-asterisk.cjs').Ports} ports
 */

/**
 * @param {Environment} env
 * @returns {AsteriskSettings}
 * @throws {Error} with one clear line for a value that cannot be used
 */
function asteriskSettings(env) {
  const sip = port(env, 'SIP_UDP_PORT', 5060);
  const [rtpStart, rtpEnd] = portRange(env, 'RTP_PORTS', '10000-20000');
  return {
    dataDir: path.resolve(env.DATA_DIR || 'data'),
    bind: env.SIP_BIND || '0.0.0.0',
    ports: {
      http: port(env, 'ARI_PORT', 8088),
      sip,
      sipTcp: port(env, 'SIP_TCP_PORT', sip),
      rtpStart,
      rtpEnd,
    },
  };
}

/**
 * @param {Environment} env
 * @param {string} name
 * @param {number} fallback
 */
function port(env, name, fallback) {
  const value = Number(env[name] || fallback);
  if (!Number.isInteger(value) || value < 1 || value > 65_535)
    throw new Error(`${name} must be a port, 1 to 65535.`);
  return value;
}

/**
 * @param {Environment} env
 * @param {string} name
 * @param {string} fallback
 * @returns {[number, number]}
 */
function portRange(env, name, fallback) {
  const [, first, last] = /^(\d{4,5})-(\d{4,5})$/.exec(env[name] || fallback) ?? [];
  const range = /** @type {[number, number]} */ ([Number(first), Number(last)]);
  if (!(range[0] >= 1024 && range[0] < range[1] && range[1] <= 65_535)) {
    throw new Error(`${name} must be a range of ports such as ${fallback}.`);
  }
  return range;
}

/**
 * Starts it and keeps it running.
 *
 * @param {AsteriskSettings} settings
 * @param {{ ariUser: string, ariApp: string }} ari
 * @param {(line: string) => void} progress
 */
async function runProjectAsterisk({ dataDir, bind, ports }, { ariUser, ariApp }, progress) {
  const ariPassword = keptSecret(path.join(dataDir, 'ari-password'));
  await demandFreePorts(bind, ports);
  const start = () =>
    startAsterisk({
      dir: path.join(dataDir, 'asterisk'),
      ports,
      bind,
      ariApp,
      ariUser,
      ariPassword,
      extraConf: readAdditions(path.join(dataDir, 'asterisk-local')),
    });
  const pause = (/** @type {number} */ ms, /** @type {AbortSignal} */ signal) =>
    setTimeout(ms, undefined, { signal });
  const { first, stop } = await keepRunning({ name: 'Asterisk', start, progress, pause });
  return { asterisk: first, stop };
}

/**
 * @param {string} bind
 * @param {import('./embedded-asterisk.cjs').Ports} ports
 */
async function demandFreePorts(bind, ports) {
  const wanted = /** @type {const} */ ([
    ['ARI_PORT', 'tcp', '127.0.0.1', ports.http],
    ['SIP_UDP_PORT', 'udp', bind, ports.sip],
    ['SIP_TCP_PORT', 'tcp', bind, ports.sipTcp],
  ]);
  for (const [variable, protocol, address, number] of wanted) {
    await probePort(protocol, address, number).catch((/** @type {NodeJS.ErrnoException} */ error) => {
      const why = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${error.code})`;
      throw new Error(
        `Asterisk's ${protocol} port ${number} on ${address} ${why}; ${variable}=<another> npm start`,
      );
    });
  }
}

/**
 * What an operator adds to Asterisk's configuration by hand, for instance trunks in `pjsip.conf`.
 *
 * @param {string} folder
 * @returns {Record<string, string>}
 */
function readAdditions(folder) {
  if (!fs.existsSync(folder)) return {};
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.conf'));
  return Object.fromEntries(names.map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]));
}

/**
 * The music classes that an operator has added by hand, which Baton does not know of.
 *
 * @param {string} folder as for {@link readAdditions}
 * @returns {string} separated by commas
 */
function addedMusicClasses(folder) {
  const text = readAdditions(folder)['musiconhold.conf'] ?? '';
  const names = [...text.matchAll(/^[ \t]*\[([A-Za-z0-9_-]+)\]/gm)].map(([, name]) => name);
  return names.filter((name) => name !== 'general').join(',');
}

/**
 * The address under which phones find an Asterisk that listens there.
 * @param {string} bind
 */
function addressForPhones(bind) {
  if (bind !== '0.0.0.0') return bind;
  const addresses = Object.values(os.networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

module.exports = { addedMusicClasses, addressForPhones, asteriskSettings, readAdditions, runProjectAsterisk };
