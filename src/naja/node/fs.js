'use strict';

// node:fs. What is synchronous or calls back is defined at once, as the module loader stands on it; streams, promises,
// watchers and whatever walks trees load when they are used.

const { constants } = require('ext/fs/constants');
const { DeprecatedStats } = require('node/internal/fs/stats');
const { toUnixTimestamp } = require('node/internal/fs/utils');
const sync = require('node/internal/fs/sync');
const callbacks = require('node/internal/fs/callbacks');
const promises = require.lazy('node/fs/promises');
const streams = require.lazy('node/internal/fs/streams');
const watchers = require.lazy('node/internal/fs/watchers');
const dirModule = require.lazy('node/internal/fs/dir');
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

const fs = {
  appendFile: callbacks.appendFile,
  appendFileSync: sync.appendFileSync,
  access: callbacks.access,
  accessSync: sync.accessSync,
  chown: callbacks.chown,
  chownSync: sync.chownSync,
  chmod: callbacks.chmod,
  chmodSync: sync.chmodSync,
  close: callbacks.close,
  closeSync: sync.closeSync,
  copyFile: callbacks.copyFile,
  copyFileSync: sync.copyFileSync,
  cp: callbacks.cp,
  cpSync: sync.cpSync,
  createReadStream,
  createWriteStream,
  exists: callbacks.exists,
  existsSync: sync.existsSync,
  fchown: callbacks.fchown,
  fchownSync: sync.fchownSync,
  fchmod: callbacks.fchmod,
  fchmodSync: sync.fchmodSync,
  fdatasync: callbacks.fdatasync,
  fdatasyncSync: sync.fdatasyncSync,
  fstat: callbacks.fstat,
  fstatSync: sync.fstatSync,
  fsync: callbacks.fsync,
  fsyncSync: sync.fsyncSync,
  ftruncate: callbacks.ftruncate,
  ftruncateSync: sync.ftruncateSync,
  futimes: callbacks.futimes,
  futimesSync: sync.futimesSync,
  glob: callbacks.glob,
  globSync: sync.globSync,
  lchown: callbacks.lchown,
  lchownSync: sync.lchownSync,
  // These two are there on macOS only.
  lchmod: undefined,
  lchmodSync: undefined,
  link: callbacks.link,
  linkSync: sync.linkSync,
  lstat: callbacks.lstat,
  lstatSync: sync.lstatSync,
  lutimes: callbacks.lutimes,
  lutimesSync: sync.lutimesSync,
  mkdir: callbacks.mkdir,
  mkdirSync: sync.mkdirSync,
  mkdtemp: callbacks.mkdtemp,
  mkdtempSync: sync.mkdtempSync,
  mkdtempDisposableSync: sync.mkdtempDisposableSync,
  open: callbacks.open,
  openSync: sync.openSync,
  openAsBlob,
  openAsBlobSync,
  readdir: callbacks.readdir,
  readdirSync: sync.readdirSync,
  read: callbacks.read,
  readSync: sync.readSync,
  readv: callbacks.readv,
  readvSync: sync.readvSync,
  readFile: callbacks.readFile,
  readFileSync: sync.readFileSync,
  readlink: callbacks.readlink,
  readlinkSync: sync.readlinkSync,
  realpath: callbacks.realpath,
  realpathSync: sync.realpathSync,
  rename: callbacks.rename,
  renameSync: sync.renameSync,
  rm: callbacks.rm,
  rmSync: sync.rmSync,
  rmdir: callbacks.rmdir,
  rmdirSync: sync.rmdirSync,
  stat: callbacks.stat,
  statfs: callbacks.statfs,
  statSync: sync.statSync,
  statfsSync: sync.statfsSync,
  symlink: callbacks.symlink,
  symlinkSync: sync.symlinkSync,
  truncate: callbacks.truncate,
  truncateSync: sync.truncateSync,
  unwatchFile,
  unlink: callbacks.unlink,
  unlinkSync: sync.unlinkSync,
  utimes: callbacks.utimes,
  utimesSync: sync.utimesSync,
  watch,
  watchFile,
  writeFile: callbacks.writeFile,
  writeFileSync: sync.writeFileSync,
  write: callbacks.write,
  writeSync: sync.writeSync,
  writev: callbacks.writev,
  writevSync: sync.writevSync,
};

/** A property whose value loads when it is read, and which may be replaced. */
function lazyProperty(name, load, settable) {
  const descriptor = {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get: {
      [name]() {
        return load();
      },
    }[name],
    set: undefined,
  };
  if (settable) {
    descriptor.set = {
      [name](value) {
        load = () => value;
      },
    }[name];
    Object.defineProperty(descriptor.get, 'name', { __proto__: null, value: `get ${name}` });
    Object.defineProperty(descriptor.set, 'name', { __proto__: null, value: `set ${name}` });
  }
  return descriptor;
}

Object.defineProperties(fs, {
  Dirent: lazyData('Dirent', () => direntModule().Dirent),
  Stats: { __proto__: null, value: DeprecatedStats, writable: true, enumerable: true, configurable: true },
  ReadStream: lazyProperty('ReadStream', () => streams().ReadStream, true),
  WriteStream: lazyProperty('WriteStream', () => streams().WriteStream, true),
  FileReadStream: lazyProperty('FileReadStream', () => streams().ReadStream, true),
  FileWriteStream: lazyProperty('FileWriteStream', () => streams().WriteStream, true),
  Utf8Stream: lazyProperty('Utf8Stream', () => utf8Stream().Utf8Stream, false),
  _toUnixTimestamp: { __proto__: null, value: toUnixTimestamp, writable: true, enumerable: true, configurable: true },
  Dir: lazyData('Dir', () => dirModule().Dir),
  opendir: { __proto__: null, value: callbacks.opendir, writable: true, enumerable: true, configurable: true },
  opendirSync: { __proto__: null, value: sync.opendirSync, writable: true, enumerable: true, configurable: true },
  constants: { __proto__: null, value: constants, writable: false, enumerable: true, configurable: false },
  promises: { __proto__: null, get: () => promises(), enumerable: true, configurable: true },
});

/** A property whose value loads when it is read; setting it replaces it. */
function lazyData(name, load) {
  return {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get() {
      const value = load();
      fs[name] = value;
      return value;
    },
    set(value) {
      Object.defineProperty(fs, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
    },
  };
}

module.exports = fs;
