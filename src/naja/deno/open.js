'use strict';

/** Deno.open and its kin, and the file that they give. */

const native = binding('fs');
const { later, now, pathOf } = require('deno/calls');
const { errors } = require('deno/errors');
const { takeInfo } = require('deno/file_info');
const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } =
  require('ext/fs/constants').constants;
const tty = require.lazy('deno/terminal');
const streams = require.lazy('deno/file_streams');

const SeekMode = { 0: 'Start', 1: 'Current', 2: 'End', Start: 0, Current: 1, End: 2 };

// flock(2)
const LOCK_SH = 1;
const LOCK_EX = 2;
const LOCK_NB = 4;
const LOCK_UN = 8;
const EAGAIN = -11;

const kOpen = Symbol('open');

const seconds = (time) => (time instanceof Date ? time.getTime() / 1000 : Number(time));

/** What readers give: null at the end. */
const countOrEnd = (count, bytes) => (count === 0 && bytes.byteLength > 0 ? null : count);

/** The number of an lseek(2). */
function whenceOf(whence) {
  if (whence !== SeekMode.Start && whence !== SeekMode.Current && whence !== SeekMode.End) {
    throw new TypeError(`Invalid seek mode: ${whence}`);
  }
  return whence;
}

/** An open file. It is closed by close(), by the end of its streams, or by `using`. */
class FsFile {
  #fd;
  #readable;
  #writable;

  constructor(fd, symbol) {
    if (symbol !== kOpen) {
      throw new TypeError(
        "'Deno.FsFile' cannot be constructed, use 'Deno.open()' or 'Deno.openSync()' instead",
      );
    }
    this.#fd = fd;
  }

  /** The descriptor. @throws {Deno.errors.BadResource} once it is closed */
  #open() {
    if (this.#fd < 0) throw new errors.BadResource('Bad resource ID');
    return this.#fd;
  }

  /** @param {Uint8Array} bytes @returns {Promise<number>} how many were written */
  async write(bytes) {
    const fd = this.#open();
    return later('', undefined, undefined, (done) => native.write(fd, bytes, 0, bytes.byteLength, -1, done));
  }

  writeSync(bytes) {
    const fd = this.#open();
    return now('', undefined, undefined, () => native.write(fd, bytes, 0, bytes.byteLength, -1));
  }

  /** @param {Uint8Array} bytes to read into @returns {Promise<number | null>} null at the end */
  async read(bytes) {
    const fd = this.#open();
    const start = (done) => native.read(fd, bytes, 0, bytes.byteLength, -1, done);
    return countOrEnd(await later('', undefined, undefined, start), bytes);
  }

  readSync(bytes) {
    const fd = this.#open();
    return countOrEnd(
      now('', undefined, undefined, () => native.read(fd, bytes, 0, bytes.byteLength, -1)),
      bytes,
    );
  }

  /** @param {number | bigint} offset @param {Deno.SeekMode} whence @returns {Promise<number>} */
  async seek(offset, whence) {
    return this.seekSync(offset, whence);
  }

  seekSync(offset, whence) {
    const fd = this.#open();
    const mode = whenceOf(whence);
    return now('', undefined, undefined, () => native.seek(fd, Number(offset), mode));
  }

  /** @param {number} [length] 0 by default */
  async truncate(length) {
    const fd = this.#open();
    const size = Math.max(0, Number(length ?? 0));
    await later('', undefined, undefined, (done) => native.ftruncate(fd, size, done));
  }

  truncateSync(length) {
    const fd = this.#open();
    now('', undefined, undefined, () => native.ftruncate(fd, Math.max(0, Number(length ?? 0))));
  }

  /** @returns {Promise<Deno.FileInfo>} */
  async stat() {
    const fd = this.#open();
    return later('', undefined, undefined, (done) => native.fstat(fd, false, done), takeInfo);
  }

  statSync() {
    const fd = this.#open();
    return now('', undefined, undefined, () => {
      native.fstat(fd, false);
      return takeInfo();
    });
  }

  /** Lets the disk have everything. */
  async sync() {
    const fd = this.#open();
    await later('', undefined, undefined, (done) => native.fsync(fd, done));
  }

  syncSync() {
    const fd = this.#open();
    now('', undefined, undefined, () => native.fsync(fd));
  }

  /** The same, but for what describes the file. */
  async syncData() {
    const fd = this.#open();
    await later('', undefined, undefined, (done) => native.fdatasync(fd, done));
  }

  syncDataSync() {
    const fd = this.#open();
    now('', undefined, undefined, () => native.fdatasync(fd));
  }

  /** @param {number | Date} atime seconds @param {number | Date} mtime */
  async utime(atime, mtime) {
    const fd = this.#open();
    await later('', undefined, undefined, (done) => native.futimes(fd, seconds(atime), seconds(mtime), done));
  }

  utimeSync(atime, mtime) {
    const fd = this.#open();
    now('', undefined, undefined, () => native.futimes(fd, seconds(atime), seconds(mtime)));
  }

  isTerminal() {
    return tty().isTerminal(this.#open());
  }

  /** @param {boolean} mode @param {{cbreak?: boolean}} [options] */
  setRaw(mode, options) {
    tty().setRaw(this.#open(), mode, options);
  }

  /** Waits until nobody else has the file locked. @param {boolean} [exclusive] */
  async lock(exclusive = false) {
    const fd = this.#open();
    const operation = exclusive ? LOCK_EX : LOCK_SH;
    await later('', undefined, undefined, (done) => native.flock(fd, operation, done));
  }

  lockSync(exclusive = false) {
    const fd = this.#open();
    now('', undefined, undefined, () => native.flock(fd, exclusive ? LOCK_EX : LOCK_SH));
  }

  /** @returns {Promise<boolean>} whether the lock was to be had at once */
  async tryLock(exclusive = false) {
    return this.tryLockSync(exclusive);
  }

  tryLockSync(exclusive = false) {
    const fd = this.#open();
    return now('', undefined, undefined, () => {
      try {
        native.flock(fd, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB);
        return true;
      } catch (error) {
        if (error.errno === EAGAIN) return false;
        throw error;
      }
    });
  }

  async unlock() {
    this.unlockSync();
  }

  unlockSync() {
    const fd = this.#open();
    now('', undefined, undefined, () => native.flock(fd, LOCK_UN));
  }

  /** @throws {Deno.errors.BadResource} if it is closed already */
  close() {
    const fd = this.#open();
    this.#fd = -1;
    now('', undefined, undefined, () => native.close(fd));
  }

  /** The file's bytes from where it is at. The file is closed at their end, or when they are cancelled. */
  get readable() {
    this.#readable ??= streams().readable(this, () => this.#open());
    return this.#readable;
  }

  /** Writes to where the file is at. The file is closed with it. */
  get writable() {
    this.#writable ??= streams().writable(this, () => this.#open());
    return this.#writable;
  }

  [Symbol.dispose]() {
    if (this.#fd >= 0) this.close();
  }
}

/** The flags of open(2). @throws {Error} for options that contradict each other */
function flagsOf(options) {
  const { read = options === DEFAULTS, write, append, truncate, create, createNew } = options;
  if (!(read || write || append || truncate || create || createNew)) {
    throw new Error("'options' requires at least one option to be true");
  }
  if (truncate && !write) throw new Error("'truncate' option requires 'write' to be true");
  if ((create || createNew) && !(write || append)) {
    throw new Error("'create' or 'createNew' options require 'write' or 'append' to be true");
  }
  let flags = O_RDONLY;
  if (write || append) flags = read ? O_RDWR : O_WRONLY;
  if (append) flags |= O_APPEND;
  if (truncate) flags |= O_TRUNC;
  if (create) flags |= O_CREAT;
  if (createNew) flags |= O_CREAT | O_EXCL;
  return flags;
}

const DEFAULTS = { read: true };

/** As Deno has it: to read, unless the options say something else. */
function withDefaults(options) {
  if (options === undefined || options === null) return DEFAULTS;
  const { read, write, append } = options;
  return read === undefined && !write && !append && Object.keys(options).length === 0 ? DEFAULTS : options;
}

/**
 * @param {string | URL} path
 * @param {{read?: boolean, write?: boolean, append?: boolean, truncate?: boolean, create?: boolean,
 *   createNew?: boolean, mode?: number}} [options] read by default
 * @returns {FsFile}
 * @throws Deno.errors
 */
function openSync(path, options) {
  options = withDefaults(options);
  const flags = flagsOf(options);
  path = pathOf(path);
  return new FsFile(
    now('open', path, undefined, () => native.open(path, flags, options.mode ?? 0o666)),
    kOpen,
  );
}

async function open(path, options) {
  options = withDefaults(options);
  const flags = flagsOf(options);
  path = pathOf(path);
  const mode = options.mode ?? 0o666;
  const fd = await later('open', path, undefined, (done) => native.open(path, flags, mode, done));
  return new FsFile(fd, kOpen);
}

const CREATE = { read: true, write: true, truncate: true, create: true };

/** Opens a file that is made, or emptied. */
function createSync(path) {
  return openSync(path, CREATE);
}

function create(path) {
  return open(path, CREATE);
}

module.exports = { FsFile, SeekMode, create, createSync, open, openSync };
