'use strict';

// The stdio option: what each of the child's descriptors is.

const { codes } = require('ext/base/errors');
const { isArrayBufferView } = require('ext/base/types');

/** Kinds as the binding takes them. */
const IGNORE = 0;
const PIPE = 1;
const FD = 2;
const STREAM = 3;

const WORDS = ['ignore', 'inherit', 'overlapped', 'pipe'];

function invalid(value) {
  return new codes.ERR_INVALID_ARG_VALUE('stdio', value);
}

/** A word for all three. */
function fromWord(word) {
  if (!WORDS.includes(word)) throw invalid(word);
  return word === 'inherit' ? [0, 1, 2] : [word, word, word];
}

/** The handle of a stream that lies on a descriptor, or the descriptor. */
function ofStream(value) {
  const handle = value._handle ?? value.handle ?? value;
  if (handle && typeof handle.readStart === 'function')
    return { kind: STREAM, payload: handle, type: 'wrap' };
  if (Number.isInteger(value.fd) && value.fd >= 0) return { kind: FD, payload: value.fd, type: 'fd' };
  return undefined;
}

/**
 * The descriptors of a child.
 * @param {string | Array | undefined} stdio
 * @param {boolean} sync for spawnSync: no handles, no ipc
 * @returns {{kind: number, payload: *, type: string}[]} and `ipc`: which of them is the channel, -1 for none
 */
function describe(stdio, sync) {
  if (typeof stdio === 'string') stdio = fromWord(stdio);
  else if (stdio === undefined || stdio === null) stdio = [];
  else if (!Array.isArray(stdio)) throw invalid(stdio);
  const count = Math.max(3, stdio.length);
  let ipc = -1;
  const entries = [];
  for (let i = 0; i < count; i++) {
    const value = stdio[i] ?? (i < 3 ? 'pipe' : 'ignore');
    if (value === 'ignore') {
      entries.push({ kind: IGNORE, payload: undefined, type: 'ignore' });
    } else if (value === 'pipe' || value === 'overlapped' || (typeof value === 'number' && value < 0)) {
      entries.push({ kind: PIPE, payload: undefined, type: 'pipe' });
    } else if (value === 'ipc') {
      if (sync) throw new codes.ERR_IPC_SYNC_FORK();
      if (ipc !== -1) throw new codes.ERR_IPC_ONE_PIPE();
      ipc = i;
      entries.push({ kind: PIPE, payload: undefined, type: 'pipe', ipc: true });
    } else if (value === 'inherit') {
      entries.push({ kind: FD, payload: i, type: 'inherit' });
    } else if (typeof value === 'number' || typeof value?.fd === 'number') {
      const fd = typeof value === 'number' ? value : value.fd;
      const shared =
        !sync && typeof value === 'object' && value._handle?.readStart ? ofStream(value) : undefined;
      entries.push(shared ?? { kind: FD, payload: fd, type: 'fd' });
    } else if (!sync && typeof value === 'object' && ofStream(value)) {
      entries.push(ofStream(value));
    } else if (isArrayBufferView(value) || typeof value === 'string') {
      if (!sync) throw invalid(value);
      entries.push({ kind: PIPE, payload: value, type: 'pipe' });
    } else {
      throw invalid(value);
    }
  }
  return { entries, ipc };
}

module.exports = { describe, FD, IGNORE, PIPE, STREAM };
