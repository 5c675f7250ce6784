'use strict';

/** What the parts of node:fs share: checking and converting arguments. */

const errors = require.lazy('ext/base/errors');
const validators = require.lazy('ext/base/validators');
const types = require.lazy('ext/base/types');
const encodings = require.lazy('ext/base/encodings');
const url = require.lazy('node/url');
const buffer = require.lazy('node/buffer');
const { constants } = require('ext/fs/constants');

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_SYNC, O_TRUNC, O_WRONLY } = constants;

const kEmptyOptions = Object.freeze({ __proto__: null });

/** What a read or write moves at most, and readFile returns at most. */
const kIoMaxLength = 2 ** 31 - 1;
const kMaxPosition = 2n ** 63n - 1n;

const isBytes = (value) => value instanceof Uint8Array || types().isUint8Array(value);

/** A URL object, of whatever realm. */
function isURL(value) {
  return Boolean(value?.href && value.protocol && value.auth === undefined && value.path === undefined);
}

/**
 * Checks a path that is not an ordinary string, and converts a URL.
 * @param {unknown} path
 * @param {string} name the argument's
 */
function unusualPath(path, name) {
  if (path !== null && typeof path === 'object' && isURL(path)) path = url().fileURLToPath(path);
  if (typeof path === 'string') {
    if (!path.includes('\0')) return path;
  } else if (!isBytes(path)) {
    throw new (errors().codes.ERR_INVALID_ARG_TYPE)(name, ['string', 'Buffer', 'URL'], path);
  } else if (!path.includes(0)) {
    return path;
  }
  throw new (errors().codes.ERR_INVALID_ARG_VALUE)(
    name,
    path,
    'must be a string, Uint8Array, or URL without null bytes',
  );
}

/**
 * A path as native code takes it: a string or bytes.
 * @param {string | Uint8Array | URL} path
 * @param {string} [name] the argument's
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE (null bytes) and what fileURLToPath throws
 */
function getValidatedPath(path, name = 'path') {
  if (typeof path === 'string' && !path.includes('\0')) return path;
  return unusualPath(path, name);
}

/**
 * A file descriptor: an int32 that is not negative.
 * @param {number} fd
 */
function getValidatedFd(fd, name = 'fd') {
  if (typeof fd === 'number' && fd >= 0 && (fd | 0) === fd) return fd | 0;
  validators().validateInt32(fd, name, 0, 2147483647);
  return fd;
}

/** @throws ERR_INVALID_ARG_VALUE where `encoding` is not one of Buffer's */
function assertEncoding(encoding) {
  if (encoding && encoding !== 'utf8' && !buffer().Buffer.isEncoding(encoding)) {
    throw new (errors().codes.ERR_INVALID_ARG_VALUE)('encoding', encoding, 'is invalid encoding');
  }
}

/**
 * The options argument that most functions take: an object, an encoding, or nothing.
 * @param {unknown} options
 * @param {object} [defaults]
 * @returns {object} not to be changed
 */
function getOptions(options, defaults = kEmptyOptions) {
  if (options == null || typeof options === 'function') return defaults;
  if (typeof options === 'string') {
    defaults = { ...defaults };
    defaults.encoding = options;
    options = defaults;
  } else if (typeof options !== 'object') {
    throw new (errors().codes.ERR_INVALID_ARG_TYPE)('options', ['string', 'Object'], options);
  }
  if (options.encoding !== 'buffer') assertEncoding(options.encoding);
  if (options.signal !== undefined) validators().validateAbortSignal(options.signal, 'options.signal');
  return options;
}

/** A copy of an options object that keeps what it inherits. */
function copyObject(source) {
  const target = {};
  for (const key in source) target[key] = source[key];
  return target;
}

const flagsByName = {
  __proto__: null,
  r: O_RDONLY,
  rs: O_RDONLY | O_SYNC,
  sr: O_RDONLY | O_SYNC,
  'r+': O_RDWR,
  'rs+': O_RDWR | O_SYNC,
  'sr+': O_RDWR | O_SYNC,
  w: O_TRUNC | O_CREAT | O_WRONLY,
  wx: O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  xw: O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  'w+': O_TRUNC | O_CREAT | O_RDWR,
  'wx+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  'xw+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  a: O_APPEND | O_CREAT | O_WRONLY,
  ax: O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  xa: O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  as: O_APPEND | O_CREAT | O_WRONLY | O_SYNC,
  sa: O_APPEND | O_CREAT | O_WRONLY | O_SYNC,
  'a+': O_APPEND | O_CREAT | O_RDWR,
  'ax+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'xa+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'as+': O_APPEND | O_CREAT | O_RDWR | O_SYNC,
  'sa+': O_APPEND | O_CREAT | O_RDWR | O_SYNC,
};

/**
 * `'w+'` as the number that open() takes; a number as it is.
 * @throws ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE
 */
function stringToFlags(flags, name = 'flags') {
  if (typeof flags === 'number') {
    validators().validateInt32(flags, name);
    return flags;
  }
  if (flags == null) return O_RDONLY;
  const number = typeof flags === 'string' ? flagsByName[flags] : undefined;
  if (number === undefined) throw new (errors().codes.ERR_INVALID_ARG_VALUE)(name, flags);
  return number;
}

/** Mode bits from a number or an octal string. */
function parseMode(value, name, fallback) {
  if (value == null) return fallback;
  return validators().parseFileMode(value, name, fallback);
}

/** Seconds since 1970 from what utimes() and its kin take. */
function toUnixTimestamp(time, name = 'time') {
  // eslint-disable-next-line eqeqeq -- numbers written as strings are meant
  if (typeof time === 'string' && +time == time) return +time;
  if (Number.isFinite(time)) return time < 0 ? Date.now() / 1000 : time;
  if (types().isDate(time)) return Date.prototype.getTime.call(time) / 1000;
  throw new (errors().codes.ERR_INVALID_ARG_TYPE)(name, ['Date', 'Time in seconds'], time);
}

function validateOffsetLengthRead(offset, length, bufferLength) {
  if (offset < 0) throw new (errors().codes.ERR_OUT_OF_RANGE)('offset', '>= 0', offset);
  if (length < 0) throw new (errors().codes.ERR_OUT_OF_RANGE)('length', '>= 0', length);
  if (offset + length > bufferLength) {
    throw new (errors().codes.ERR_OUT_OF_RANGE)('length', `<= ${bufferLength - offset}`, length);
  }
}

function validateOffsetLengthWrite(offset, length, byteLength) {
  if (offset > byteLength) throw new (errors().codes.ERR_OUT_OF_RANGE)('offset', `<= ${byteLength}`, offset);
  if (length > byteLength - offset)
    throw new (errors().codes.ERR_OUT_OF_RANGE)('length', `<= ${byteLength - offset}`, length);
  if (length < 0) throw new (errors().codes.ERR_OUT_OF_RANGE)('length', '>= 0', length);
  validators().validateInt32(length, 'length', 0);
}

/** A position in a file, of which `length` bytes follow: -1, or from 0 up, in a number or bigint. */
function validatePosition(position, name, length) {
  if (typeof position === 'number') {
    validators().validateInteger(position, name, -1);
  } else if (typeof position === 'bigint') {
    const most = kMaxPosition - BigInt(length);
    if (position < -1n || position > most) {
      throw new (errors().codes.ERR_OUT_OF_RANGE)(name, `>= -1 && <= ${most}`, position);
    }
  } else {
    throw new (errors().codes.ERR_INVALID_ARG_TYPE)(name, ['integer', 'bigint'], position);
  }
}

/** @throws ERR_INVALID_ARG_TYPE where `value` is no view of bytes */
function validateBuffer(value, name) {
  if (!ArrayBuffer.isView(value)) validators().validateBuffer(value, name);
}

/** The list that readv and writev take. */
function validateBufferArray(buffers, name = 'buffers') {
  if (!Array.isArray(buffers))
    throw new (errors().codes.ERR_INVALID_ARG_TYPE)(name, 'ArrayBufferView[]', buffers);
  for (let i = 0; i < buffers.length; i++) {
    if (!ArrayBuffer.isView(buffers[i]))
      throw new (errors().codes.ERR_INVALID_ARG_TYPE)(name, 'ArrayBufferView[]', buffers);
  }
  return buffers;
}

/** The bytes of a string in an encoding; UTF-8 for one that there is not. */
function bytesOf(text, encoding) {
  const { Buffer } = buffer();
  return Buffer.from(text, Buffer.isEncoding(encoding) ? encoding : 'utf8');
}

/** What may be written where no view was given: a string. */
function validateStringAfterView(value, name) {
  if (typeof value !== 'string') {
    throw new (errors().codes.ERR_INVALID_ARG_TYPE)(
      name,
      ['string', 'Buffer', 'TypedArray', 'DataView'],
      value,
    );
  }
}

/** Checks and completes the arguments that rmdir and rm share. */
function validateRmdirOptions(options, defaults) {
  if (options === undefined) return defaults;
  validators().validateObject(options, 'options');
  options = { ...defaults, ...options };
  validators().validateBoolean(options.recursive, 'options.recursive');
  validators().validateInt32(options.retryDelay, 'options.retryDelay', 0);
  validators().validateUint32(options.maxRetries, 'options.maxRetries');
  return options;
}

/**
 * A FastBuffer over the memory of bytes that native code has made.
 * @param {Uint8Array} bytes
 * @returns {Buffer}
 */
function toBuffer(bytes) {
  return Object.setPrototypeOf(bytes, buffer().Buffer.prototype);
}

/** A name from the system in an encoding other than UTF-8: native code gave it as bytes. */
function decodeName(bytes, encoding) {
  const made = toBuffer(bytes);
  return encoding === 'buffer' ? made : made.toString(encoding);
}

/** Whether names are to come from native code as bytes. */
function wantsBytes(encoding) {
  return Boolean(encoding) && encoding !== 'utf8' && encodings().normalizeEncoding(encoding) !== 'utf8';
}

/** A path or part of one in `encoding`. */
function encodeName(name, encoding) {
  if (!wantsBytes(encoding)) return name;
  const made = buffer().Buffer.from(name);
  return encoding === 'buffer' ? made : made.toString(encoding);
}

/** Throws for an aborted signal what an aborted operation is rejected with. */
function checkAborted(signal) {
  if (signal?.aborted) throw new (errors().AbortError)(undefined, { cause: signal.reason });
}

module.exports = {
  assertEncoding,
  bytesOf,
  checkAborted,
  constants,
  copyObject,
  decodeName,
  encodeName,
  getOptions,
  getValidatedFd,
  getValidatedPath,
  isBytes,
  isURL,
  kEmptyOptions,
  kIoMaxLength,
  parseMode,
  stringToFlags,
  toBuffer,
  toUnixTimestamp,
  validateBuffer,
  validateBufferArray,
  validateOffsetLengthRead,
  validateOffsetLengthWrite,
  validatePosition,
  validateRmdirOptions,
  validateStringAfterView,
  wantsBytes,
};
