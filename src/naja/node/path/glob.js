'use strict';

/** What path.matchesGlob loads. */

const { matchesGlob } = require('ext/fs/glob_pattern');

module.exports = { matchesGlob };
