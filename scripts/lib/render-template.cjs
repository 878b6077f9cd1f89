// @ts-check
'use strict';

const PLACEHOLDER = /\{\{(\w+)\}\}/g;

/**
 * Puts values in the place of `{{name}}`.
 *
 * @param {string} template
 * @param {Readonly<Record<string, string | number>>} values
 * @returns {string}
 * @throws {Error} for a name without a value, and for a value that would end its line or start a comment in an Asterisk
 *   configuration file
 */
function renderTemplate(template, values) {
  return template.replace(PLACEHOLDER, (_placeholder, name) => {
    if (!Object.hasOwn(values, name))
      throw new Error(`The template asks for {{${name}}}, which has no value.`);
    const value = String(values[name]);
    if (/[\r\n;]/.test(value)) throw new Error(`The value of {{${name}}} holds a line break or a semicolon.`);
    return value;
  });
}

module.exports = { renderTemplate };
