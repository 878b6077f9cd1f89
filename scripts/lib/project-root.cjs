// @ts-check
'use strict';

const path = require('node:path');

const PROJECT_ROOT = path.resolve(__dirname, '../..');

module.exports = { PROJECT_ROOT };
