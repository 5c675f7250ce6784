'use strict';

// node:path. The platform's own flavour; each flavour is a file of its own, and each one refers to both.

const posix = require('node/path/posix');
const win32 = require('node/path/win32');

posix.win32 = win32.win32 = win32;
posix.posix = win32.posix = posix;

// Names of old that packages still call.
posix._makeLong = posix.toNamespacedPath;
win32._makeLong = win32.toNamespacedPath;

module.exports = require('node/process').platform === 'win32' ? win32 : posix;
