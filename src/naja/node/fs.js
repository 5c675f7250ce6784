'use strict';

// node:fs. What is synchronous or calls back is defined at once, as the module loader stands on it; streams, promises,
// watchers and whatever walks trees load when they are used.

const { constants } = require('ext/fs/constants');
const { toUnixTimestamp } = require('node/internal/fs/utils');
const sync = require('node/internal/fs/sync');
const callbacks = require('node/internal/fs/callbacks');
const promises = require.lazy('node/fs/promises');
const streams = require.lazy('node/internal/fs/streams');
const watchers = require.lazy('node/internal/fs/watchers');
const dirModule = require.lazy('node/internal/fs/dir');
const stats = require.lazy('node/internal/fs/stats');
const direntModule = require.lazy('node/internal/fs/dirent');
const utf8Stream = require.lazy('node/internal/fs/utf8_stream');
const blob = require.lazy('node/internal/fs/blob');

/**
 * @param {string | Buffer | URL} path
 * @param {object | string} [options] flags, encoding, fd, mode, autoClose, emitClose, start, end, highWaterMark, fs, signal
 * @returns {ReadStream}
 */
function createReadStream(path, options) {
  return new (streams().ReadStream)(path, options);
}

/**
 * @param {string | Buffer | URL} path
 * @param {object | string} [options] flags, encoding, fd, mode, autoClose, emitClose, start, highWaterMark, flush, fs, signal
 * @returns {WriteStream}
 */
function createWriteStream(path, options) {
  return new (streams().WriteStream)(path, options);
}

/**
 * Events of a file or directory.
 * @param {string | Buffer | URL} filename
 * @param {{persistent?: boolean, recursive?: boolean, encoding?: string, signal?: AbortSignal, ignore?: unknown} | string}
 *   [options]
 * @param {(event: 'rename' | 'change', filename: string | Buffer | null) => void} [listener]
 * @returns {FSWatcher}
 */
function watch(filename, options, listener) {
  return watchers().watch(filename, options, listener);
}

/**
 * Looks at a file again and again, and tells when it has changed.
 * @param {string | Buffer | URL} filename
 * @param {{bigint?: boolean, persistent?: boolean, interval?: number}} [options] interval: milliseconds
 * @param {(current: Stats, previous: Stats) => void} listener
 */
function watchFile(filename, options, listener) {
  return watchers().watchFile(filename, options, listener);
}

function unwatchFile(filename, listener) {
  watchers().unwatchFile(filename, listener);
}

/** A Blob whose bytes are read from the file when they are asked for. */
function openAsBlob(path, options = undefined) {
  return blob().openAsBlob(path, options);
}

/** As openAsBlob(), now. */
function openAsBlobSync(path, options = undefined) {
  return blob().openAsBlobSync(path, options);
}

// Programs may put classes of their own in the place of these (graceful-fs does).
let ReadStream;
let WriteStream;
let FileReadStream;
let FileWriteStream;

const own = {
  createReadStream,
  createWriteStream,
  openAsBlob,
  openAsBlobSync,
  unwatchFile,
  watch,
  watchFile,
};
const fs = {};
// In Node's order. A loop over names is three times as fast as an object literal of this size: each is seen but once.
// prettier-ignore
const names = [
  'appendFile', 'appendFileSync', 'access', 'accessSync', 'chown', 'chownSync', 'chmod', 'chmodSync',
  'close', 'closeSync', 'copyFile', 'copyFileSync', 'cp', 'cpSync', 'createReadStream',
  'createWriteStream', 'exists', 'existsSync', 'fchown', 'fchownSync', 'fchmod', 'fchmodSync',
  'fdatasync', 'fdatasyncSync', 'fstat', 'fstatSync', 'fsync', 'fsyncSync', 'ftruncate', 'ftruncateSync',
  'futimes', 'futimesSync', 'glob', 'globSync', 'lchown', 'lchownSync', 'lchmod', 'lchmodSync', 'link',
  'linkSync', 'lstat', 'lstatSync', 'lutimes', 'lutimesSync', 'mkdir', 'mkdirSync', 'mkdtemp',
  'mkdtempSync', 'mkdtempDisposableSync', 'open', 'openSync', 'openAsBlob', 'openAsBlobSync', 'readdir',
  'readdirSync', 'read', 'readSync', 'readv', 'readvSync', 'readFile', 'readFileSync', 'readlink',
  'readlinkSync', 'realpath', 'realpathSync', 'rename', 'renameSync', 'rm', 'rmSync', 'rmdir',
  'rmdirSync', 'stat', 'statfs', 'statSync', 'statfsSync', 'symlink', 'symlinkSync', 'truncate',
  'truncateSync', 'unwatchFile', 'unlink', 'unlinkSync', 'utimes', 'utimesSync', 'watch', 'watchFile',
  'writeFile', 'writeFileSync', 'write', 'writeSync', 'writev', 'writevSync',
];
// lchmod and lchmodSync are there on macOS only: undefined.
for (const name of names) fs[name] = sync[name] ?? callbacks[name] ?? own[name];

const lazy = {
  // Whatever stands behind these loads when it is read.
  get Dirent() {
    return settle('Dirent', direntModule().Dirent);
  },
  set Dirent(value) {
    settle('Dirent', value);
  },
  get Stats() {
    return settle('Stats', stats().DeprecatedStats);
  },
  set Stats(value) {
    settle('Stats', value);
  },
  get ReadStream() {
    return (ReadStream ??= streams().ReadStream);
  },
  set ReadStream(value) {
    ReadStream = value;
  },
  get WriteStream() {
    return (WriteStream ??= streams().WriteStream);
  },
  set WriteStream(value) {
    WriteStream = value;
  },
  get FileReadStream() {
    return (FileReadStream ??= streams().ReadStream);
  },
  set FileReadStream(value) {
    FileReadStream = value;
  },
  get FileWriteStream() {
    return (FileWriteStream ??= streams().WriteStream);
  },
  set FileWriteStream(value) {
    FileWriteStream = value;
  },
  get Utf8Stream() {
    return utf8Stream().Utf8Stream;
  },
  _toUnixTimestamp: toUnixTimestamp,
  get Dir() {
    return settle('Dir', dirModule().Dir);
  },
  set Dir(value) {
    settle('Dir', value);
  },
  opendir: callbacks.opendir,
  opendirSync: sync.opendirSync,
  constants,
  get promises() {
    return promises();
  },
};

/** Replaces an accessor by a plain property. */
function settle(name, value) {
  Object.defineProperty(fs, name, {
    __proto__: null,
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
  return value;
}

Object.defineProperties(fs, Object.getOwnPropertyDescriptors(lazy));
Object.defineProperty(fs, 'constants', { __proto__: null, writable: false, configurable: false });

module.exports = fs;
