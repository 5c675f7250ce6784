'use strict';

/** Bun.stdin, Bun.stdout, Bun.stderr. */

const { file } = require('bun/file');

module.exports = { stderr: file(2), stdin: file(0), stdout: file(1) };
