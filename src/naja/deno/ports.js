'use strict';

/** Ports as programs give them to Deno's functions. */

const inspecting = require.lazy('ext/console/inspect');

/**
 * @param {*} port a number, or a string of one
 * @param {number} [least] 1 where 0 is no answer
 * @returns {number}
 * @throws {TypeError} what is no whole number @throws {RangeError} what is no port
 */
function checkPort(port, least = 0) {
  const number = typeof port === 'string' && port.trim() !== '' ? Number(port) : port;
  if (typeof port !== 'string' && typeof port !== 'number') {
    throw new TypeError(`Invalid port (expected number): ${port}`);
  }
  if (!Number.isInteger(number)) throw new TypeError(`Invalid port: ${inspecting().inspect(port)}`);
  if (number < least || number > 65535) throw new RangeError(`Invalid port (out of range): ${number}`);
  return number;
}

module.exports = { checkPort };
