// @ts-check
'use strict';

/** Turns asterisk-config/ into the configuration of one Asterisk; the same for `npm start`, tests and docker compose. */

const fs = require('node:fs');
const path = require('node:path');
const { renderTemplate } = require('./render-template.cjs');
const { PROJECT_ROOT } = require('./project-root.cjs');

const TEMPLATES = path.join(PROJECT_ROOT, 'asterisk-config');

/**
 * @typedef {object} ConfigValues every `{{name}}` of the templates
 * @property {string} etcDir
 * @property {string} moduleDir
 * @property {string} dataDir
 * @property {string} varDir
 * @property {string} spoolDir
 * @property {string} runDir
 * @property {string} logDir
 * @property {string} musicDir where Baton puts the music that it manages
 * @property {string} logFile a name in logDir, or an absolute path
 * @property {string} securityLog a name in logDir, or an absolute path
 * @property {string} ariApp
 * @property {string} ariUser
 * @property {string} ariPassword
 * @property {string} httpBind
 * @property {number} httpPort
 * @property {string} sipBind
 * @property {number} sipPort
 * @property {number} sipTcpPort
 * @property {number} rtpStart
 * @property {number} rtpEnd
 */

/**
 * Writes the configuration, readable by its owner only, because ari.conf and pjsip.conf hold secrets.
 *
 * @param {string} etcDir where to write; `values.etcDir` says where Asterisk will find it, which differs in a container
 * @param {ConfigValues} values
 * @param {Readonly<Record<string, string>>} [extraConf] by file name: text that is read after the template of that name, or
 *   a file of its own if there is no such template
 * @returns {readonly string[]} the files that make up the configuration, relative to `etcDir`
 */
function writeAsteriskConfig(etcDir, values, extraConf = {}) {
  fs.mkdirSync(path.join(etcDir, 'local'), { recursive: true, mode: 0o700 });
  const names = fs.readdirSync(TEMPLATES).filter((name) => name.endsWith('.conf'));
  const written = [...names];
  for (const name of names) {
    const template = fs.readFileSync(path.join(TEMPLATES, name), 'utf8');
    const text = renderTemplate(template, { ...values });
    write(
      path.join(etcDir, name),
      name === 'modules.conf' ? onlyPresentModules(text, values.moduleDir) : text,
    );
  }
  for (const [name, text] of Object.entries(extraConf)) {
    const place = names.includes(name) ? path.join('local', name) : name;
    write(path.join(etcDir, place), `${text}\n`);
    written.push(place);
  }
  return written;
}

/**
 * The list is written for Asterisk 22; older ones lack some of the modules and would report each as an error.
 *
 * @param {string} text modules.conf
 * @param {string} moduleDir not checked if it cannot be seen from here (it is in another container)
 */
function onlyPresentModules(text, moduleDir) {
  if (!fs.existsSync(moduleDir)) return text;
  const present = new Set(fs.readdirSync(moduleDir));
  return text
    .split('\n')
    .filter((line) => {
      const module = /^(?:pre)?load\s*=\s*(\S+)/.exec(line)?.[1];
      return module === undefined || present.has(module);
    })
    .join('\n');
}

/**
 * Whole or not at all: in a container Asterisk may be reading it.
 *
 * @param {string} file
 * @param {string} text
 */
function write(file, text) {
  const fresh = `${file}.new`;
  fs.writeFileSync(fresh, text, { mode: 0o600 });
  fs.renameSync(fresh, file);
}

module.exports = { onlyPresentModules, writeAsteriskConfig };
