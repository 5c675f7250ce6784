'use strict';

/** Whether a descriptor is a terminal, its size and its mode. */

const native = binding('tty');
const { errors } = require('deno/errors');

/** libuv's modes. */
const NORMAL = 0;
const RAW = 1;

/** @param {number} fd */
function isTerminal(fd) {
  return native.isTTY(fd);
}

const handles = new Map();

/** The terminal on a descriptor; kept, as its mode is put back when it goes. */
function handleOf(fd) {
  let handle = handles.get(fd);
  if (handle === undefined) {
    const out = {};
    handle = new native.TTY(fd, out);
    if (out.error !== undefined) return undefined;
    handle.unref();
    handles.set(fd, handle);
  }
  return handle;
}

/** @param {{cbreak?: boolean}} [options] cbreak: signals still come from keys */
function setRaw(fd, mode, options = {}) {
  if (!isTerminal(fd)) throw new errors.BadResource('ENOTTY: Not a typewriter');
  if (options.cbreak) throw new errors.NotSupported("setRaw's 'cbreak' is not there in Naja yet");
  const error = handleOf(fd).setRawMode(mode ? RAW : NORMAL);
  if (error) throw require('deno/errors').systemError(error);
}

/** @returns {{columns: number, rows: number}} @throws {Error} where no standard stream is a terminal */
function consoleSize() {
  for (const fd of [0, 1, 2]) {
    if (!isTerminal(fd)) continue;
    const size = [0, 0];
    if (handleOf(fd)?.getWindowSize(size) === 0) return { columns: size[0], rows: size[1] };
  }
  throw new Error('Could not get console size: stdin, stdout, and stderr are not connected to a terminal');
}

module.exports = { consoleSize, isTerminal, setRaw };
