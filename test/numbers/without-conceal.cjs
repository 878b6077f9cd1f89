// @ts-check
'use strict';

/**
 * The leak switch of the JSON surface: loaded before the server that is under test, it takes `conceal` out of it, so that
 * who may not see numbers is sent them as they are. Nothing in the server itself can be switched to do that.
 */

const path = require('node:path');

const built = path.join(path.dirname(process.argv[1] ?? ''), 'access/conceal.js');
require(built).conceal = (/** @type {unknown} */ value) => value;
