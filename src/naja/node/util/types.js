'use strict';

module.exports = require('ext/base/types');
