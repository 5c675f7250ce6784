'use strict';

/** `Deno.errors`, and how an error of the system becomes one of them. */

const NAMES =
  'NotFound PermissionDenied ConnectionRefused ConnectionReset ConnectionAborted NotConnected AddrInUse ' +
  'AddrNotAvailable BrokenPipe AlreadyExists InvalidData TimedOut Interrupted WriteZero WouldBlock UnexpectedEof ' +
  'BadResource Http Busy NotSupported FilesystemLoop IsADirectory NetworkUnreachable NotADirectory NotCapable';

/** The class for a code of the system; TypeError and Error for those that have none of their own. */
const BY_CODE = {
  __proto__: null,
  EACCES: 'PermissionDenied',
  EADDRINUSE: 'AddrInUse',
  EADDRNOTAVAIL: 'AddrNotAvailable',
  EAGAIN: 'WouldBlock',
  EBUSY: 'Busy',
  ECONNABORTED: 'ConnectionAborted',
  ECONNREFUSED: 'ConnectionRefused',
  ECONNRESET: 'ConnectionReset',
  EEXIST: 'AlreadyExists',
  EINTR: 'Interrupted',
  EISDIR: 'IsADirectory',
  ELOOP: 'FilesystemLoop',
  ENETUNREACH: 'NetworkUnreachable',
  ENOENT: 'NotFound',
  ENOSYS: 'NotSupported',
  ENOTCONN: 'NotConnected',
  ENOTDIR: 'NotADirectory',
  ENOTSUP: 'NotSupported',
  EPERM: 'PermissionDenied',
  EPIPE: 'BrokenPipe',
  ETIMEDOUT: 'TimedOut',
};

const errors = {};
for (const name of NAMES.split(' ')) {
  const { Class } = {
    Class: class extends Error {
      constructor(message, options) {
        super(message, options);
        this.name = name;
      }
    },
  };
  Object.defineProperty(Class, 'name', { __proto__: null, value: name, configurable: true });
  Object.defineProperty(Class, 'length', { __proto__: null, value: 2, configurable: true });
  errors[name] = Class;
}

/**
 * The words of the C library for an error number; libuv's are not quite those.
 * @param {number} number positive
 */
function describe(number) {
  return require('deno/error_text')[number] ?? `Unknown error ${number}`;
}

/**
 * An error of Deno's for one of the system.
 * @param {number} errno libuv's negative number
 * @param {string} [context] what was done, to what: `open 'x'`
 * @returns {Error} with `code`
 */
function systemError(errno, context) {
  const text = `${describe(-errno)} (os error ${-errno})`;
  return errorOfCode(binding('uv').errname(errno), context === undefined ? text : `${text}: ${context}`);
}

/**
 * An error of the class that a code has.
 * @param {string} code `ENOENT`
 * @param {string} message
 */
function errorOfCode(code, message) {
  const name = BY_CODE[code];
  const Class = name !== undefined ? errors[name] : code === 'EINVAL' ? TypeError : Error;
  const error = new Class(message);
  error.code = code === 'ENOTSUP' ? 'EOPNOTSUPP' : code;
  return error;
}

/**
 * What native code threw or called back with, as Deno has it.
 * @param {Error & {errno?: number}} error
 * @param {string} [context]
 */
function convert(error, context) {
  return typeof error?.errno === 'number' ? systemError(error.errno, context) : error;
}

module.exports = { convert, errorOfCode, errors, systemError };
