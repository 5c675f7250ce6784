'use strict';

/** readFile and writeFile with a callback: one job of the thread pool, or step by step where a signal may end it. */

const native = binding('fs');
const { AbortError, codes } = require('ext/base/errors');
const validators = require.lazy('ext/base/validators');
const buffer = require.lazy('node/buffer');
const utils = require('node/internal/fs/utils');
const { isFd } = require('node/internal/fs/sync');
const publicFs = require.lazy('node/fs');

const { getOptions, getValidatedPath, parseMode, stringToFlags, toBuffer } = utils;

const kDefaultMode = 0o666;
const READ_BYTES = 0;
const READ_TEXT = 1;
const READ_LATIN1 = 2;
/** What is read or written between two looks at the signal. */
const kSignalChunk = 512 * 1024;
const S_IFMT = 0o170000;
const S_IFREG = 0o100000;

/** What native readFile is to make of the bytes for an encoding. */
function readingAs(encoding) {
  switch (encoding) {
    case 'utf8':
    case 'utf-8':
      return READ_TEXT;
    case 'latin1':
    case 'binary':
      return READ_LATIN1;
    default:
      return READ_BYTES;
  }
}

const abortedWith = (signal) => new AbortError(undefined, { cause: signal.reason });

/** The error of a whole read that gave a number in place of a file. */
function wholeError(result) {
  return result === -1 ? new codes.ERR_STRING_TOO_LONG() : new codes.ERR_FS_FILE_TOO_LARGE(result);
}

/**
 * Reads a file whose path or descriptor has been checked.
 * @param {string | Uint8Array | number} target
 * @param {number} flags
 * @param {string | null | undefined} encoding
 * @param {(error: Error | null, data?: string | Buffer) => void} callback
 */
function readAll(target, flags, encoding, callback) {
  const as = readingAs(encoding);
  native.readFile(target, flags, as, (error, result) => {
    if (error) return callback(error);
    if (typeof result === 'number') return callback(wholeError(result));
    if (as !== READ_BYTES) return callback(null, result);
    return decoded(toBuffer(result), encoding, callback);
  });
}

function decoded(bytes, encoding, callback) {
  if (!encoding) return callback(null, bytes);
  let text;
  try {
    text = bytes.toString(encoding);
  } catch (error) {
    return callback(error);
  }
  return callback(null, text);
}

/** Closes what was opened here, then calls back. */
function closeThen(fd, own, callback, error, value) {
  if (!own) {
    callback(error, value);
    return;
  }
  native.close(fd, (closeError) => callback(error ?? closeError, value));
}

/** As readAll, looking at the signal before each chunk. */
function readUnderSignal(target, flags, encoding, signal, callback) {
  const own = typeof target !== 'number';
  const chunks = [];
  let total = 0;
  let size = 0;
  let fd = target;
  const end = (error) => {
    if (error) return closeThen(fd, own, callback, error);
    const bytes = chunks.length === 1 ? chunks[0] : buffer().Buffer.concat(chunks, total);
    return closeThen(fd, own, (closeError) => {
      if (closeError) callback(closeError);
      else decoded(bytes, encoding, callback);
    });
  };
  const step = () => {
    if (signal.aborted) return end(abortedWith(signal));
    const wanted = size > 0 ? Math.min(size - total, kSignalChunk) : kSignalChunk;
    if (wanted === 0) return end(null);
    const chunk = buffer().Buffer.allocUnsafeSlow(wanted);
    return native.read(fd, chunk, 0, wanted, -1, (error, count) => {
      if (error) return end(error);
      if (count === 0) return end(null);
      total += count;
      chunks.push(count === wanted ? chunk : chunk.subarray(0, count));
      if (total > utils.kIoMaxLength) return end(new codes.ERR_FS_FILE_TOO_LARGE(total));
      return step();
    });
  };
  const opened = (error, number) => {
    if (error) return callback(error);
    fd = number;
    return native.fstat(fd, false, (error) => {
      if (error) return end(error);
      size = (native.stats[1] & S_IFMT) === S_IFREG ? native.stats[8] : 0;
      if (size > utils.kIoMaxLength) return end(new codes.ERR_FS_FILE_TOO_LARGE(size));
      return step();
    });
  };
  if (own) native.open(target, flags, kDefaultMode, opened);
  else opened(null, target);
}

/** Reads all of a file, under a signal if there is one. */
function readTarget(target, flags, encoding, signal, callback) {
  if (signal) readUnderSignal(target, flags, encoding, signal, callback);
  else readAll(target, flags, encoding, callback);
}

function readFile(path, options, callback) {
  callback ||= options;
  validators().validateFunction(callback, 'cb');
  options = getOptions(options, { flag: 'r' });
  const { encoding, signal } = options;
  if (signal?.aborted) {
    callback(abortedWith(signal));
    return;
  }
  const target = isFd(path) ? path : getValidatedPath(path);
  const flags = isFd(path) ? 0 : stringToFlags(options.flag);
  readTarget(target, flags, encoding, signal, callback);
}

/** Writes and, where asked for, flushes bytes, looking at the signal before each write. */
function writeStepwise(target, bytes, flags, mode, flush, signal, callback) {
  const own = typeof target !== 'number';
  const size = bytes.byteLength;
  let fd = target;
  let at = 0;
  const end = (error) => closeThen(fd, own, (error) => callback(error ?? null), error);
  // Programs watch for this one: they may have put a function of their own in its place.
  const finish = () => (flush ? publicFs().fsync(fd, end) : end(null));
  const step = () => {
    if (signal?.aborted) return end(abortedWith(signal));
    if (at === size) return finish();
    return native.write(fd, bytes, at, Math.min(size - at, kSignalChunk), -1, (error, count) => {
      if (error) return end(error);
      at += count;
      return at === size ? finish() : step();
    });
  };
  if (!own) {
    step();
    return;
  }
  native.open(target, flags, mode, (error, number) => {
    if (error) {
      callback(error);
      return;
    }
    fd = number;
    step();
  });
}

/** What is written: text as UTF-8 is left to native code, anything else becomes bytes. */
function dataFor(data, encoding) {
  if (ArrayBuffer.isView(data)) return data;
  utils.validateStringAfterView(data, 'data');
  if (encoding === 'utf8' || encoding === 'utf-8') return data;
  return buffer().Buffer.from(data, encoding);
}

function writeFile(path, data, options, callback) {
  callback ||= options;
  validators().validateFunction(callback, 'cb');
  options = getOptions(options, { encoding: 'utf8', mode: kDefaultMode, flag: 'w', flush: false });
  const flag = options.flag || 'w';
  const flush = options.flush ?? false;
  validators().validateBoolean(flush, 'options.flush');
  data = dataFor(data, options.encoding || 'utf8');
  const { signal } = options;
  if (isFd(path)) {
    writeTarget(path, data, 0, 0, flush, signal, callback);
    return;
  }
  if (signal?.aborted) {
    callback(abortedWith(signal));
    return;
  }
  const target = getValidatedPath(path);
  const mode = parseMode(options.mode, 'mode', kDefaultMode);
  writeTarget(target, data, stringToFlags(flag), mode, flush, signal, callback);
}

/** Writes all of a file, step by step where a signal may end it or it is to be flushed. */
function writeTarget(target, data, flags, mode, flush, signal, callback) {
  if (!signal && !flush) {
    native.writeFile(target, data, flags, mode, callback);
    return;
  }
  if (typeof data === 'string') data = buffer().Buffer.from(data);
  writeStepwise(target, data, flags, mode, flush, signal, callback);
}

module.exports = { abortedWith, dataFor, readFile, readTarget, writeFile, writeTarget };
