'use strict';

module.exports = require('ext/console/console').globalConsole;
