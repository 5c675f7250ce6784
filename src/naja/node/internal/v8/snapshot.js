'use strict';

// node:v8's heap snapshots: the JSON that Chrome's developer tools read.

const native = binding('heap');
const { validateBoolean, validateObject } = require('ext/base/validators');

let count = 0;

function readOptions(options) {
  if (options === undefined) return [false, false];
  validateObject(options, 'options');
  const { exposeInternals = false, exposeNumericValues = false } = options;
  validateBoolean(exposeInternals, 'options.exposeInternals');
  validateBoolean(exposeNumericValues, 'options.exposeNumericValues');
  return [exposeInternals, exposeNumericValues];
}

/** As Node names them: the time, the process, the thread, how many there were before. */
function defaultName() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  const { threadId } = require('node/worker_threads');
  const number = String(++count).padStart(3, '0');
  return `Heap.${day}.${time}.${require('node/process').pid}.${threadId}.${number}.heapsnapshot`;
}

/**
 * Writes a snapshot of this thread's heap, of the same size again, into a file.
 * @param {string | Buffer | URL} [filename]
 * @param {{exposeInternals?: boolean, exposeNumericValues?: boolean}} [options]
 * @returns {string} the file's name
 * @throws {ERR_INVALID_ARG_TYPE} and the system's errors
 */
function writeHeapSnapshot(filename, options) {
  const fs = require('node/fs');
  let path = filename;
  if (path === undefined) path = defaultName();
  else path = require('node/internal/fs/utils').getValidatedPath(path);
  const flags = readOptions(options);
  const fd = fs.openSync(path, 'w', 0o666);
  try {
    const result = native.snapshot(fd, ...flags);
    if (typeof result === 'number') {
      if (result !== 0)
        throw require('ext/base/errors').uvException({ errno: result, syscall: 'write', path });
    } else {
      for (const piece of result) fs.writeSync(fd, piece);
    }
  } finally {
    fs.closeSync(fd);
  }
  return path;
}

/**
 * @param {{exposeInternals?: boolean, exposeNumericValues?: boolean}} [options]
 * @returns {import('node:stream').Readable} of the JSON
 * @throws {ERR_INVALID_ARG_TYPE}
 */
function getHeapSnapshot(options) {
  const flags = readOptions(options);
  const { Readable } = require('node/stream');
  const pieces = native.snapshot(-1, ...flags);
  let next = 0;
  class HeapSnapshotStream extends Readable {
    _read() {
      this.push(next < pieces.length ? pieces[next++] : null, 'latin1');
    }
  }
  return new HeapSnapshotStream();
}

module.exports = { getHeapSnapshot, writeHeapSnapshot };
