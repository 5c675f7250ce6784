'use strict';

// A file that is piped into another, into a socket, or into a response of http: the kernel copies (copy_file_range, sendfile), as long as nobody
// looks at the bytes. Both streams count what was copied, and go on as usual when somebody begins to look, or where the
// kernel cannot.

const native = binding('fs');
const { Readable, Writable } = require('node/stream');
const { kCanSendFile, kIsIdle, kSendFile } = require('node/internal/net/symbols');

/** So much at a time. */
const FILE_PIECE = 8 * 1024 * 1024;
const SOCKET_PIECE = 2 * 1024 * 1024;

/** The sources whose next chunk is to be read: their socket is full, and a write is what tells of room. */
const readsNext = new WeakSet();

const isSocket = (target) => typeof target[kSendFile] === 'function';

function canTake(source, target, streams) {
  if (streams.isWriteStream(target)) {
    const sink = target._writableState;
    return (
      streams.isPlainTarget(target) &&
      target.write === Writable.prototype.write &&
      typeof target.fd === 'number' &&
      !target.destroyed &&
      !sink.ending &&
      !sink.errored &&
      !sink.corked
    );
  }
  // A socket that is full has its source pause: nobody is to miss that.
  return (
    isSocket(target) &&
    target[kCanSendFile]() &&
    source.listenerCount('pause') === 0 &&
    source.listenerCount('resume') === 0
  );
}

/** The one file or socket that a stream is piped into, with nobody else listening; null where there is none. */
function targetOf(source, streams) {
  const state = source._readableState;
  const { pipes } = state;
  if (pipes.length !== 1 || state.decoder || state.objectMode || source.destroyed) return null;
  if (!streams.isPlainSource(source) || source.push !== Readable.prototype.push) return null;
  if (source.listenerCount('data') !== 1 || source.listenerCount('readable') !== 0) return null;
  return canTake(source, pipes[0], streams) ? pipes[0] : null;
}

/** Whether all that was read is written. */
function isIdle(source, target) {
  const state = source._readableState;
  if (state.length !== 0 || !state.flowing) return false;
  if (isSocket(target)) return target[kIsIdle]();
  const sink = target._writableState;
  return sink.length === 0 && !sink.needDrain;
}

/** @returns {boolean} whether the transfer may go on */
function toFile(source, target, length, streams, callback) {
  streams.begin(source);
  streams.begin(target);
  native.copyRange(source.fd, source.pos ?? -1, target.fd, target.pos ?? -1, length, (error, count) => {
    if (!error && count > 0) {
      target.bytesWritten += count;
      if (target.pos !== undefined) target.pos += count;
    }
    streams.end(target, error);
    callback(error, count, false);
  });
}

function toSocket(source, target, length, streams, callback) {
  streams.begin(source);
  target[kSendFile](source.fd, source.pos ?? -1, length, callback);
}

/** Copies the next piece. */
function copy(source, target, streams) {
  const socket = isSocket(target);
  const done = source.pos !== undefined ? source.pos : source.bytesRead;
  const length = Math.min(source.end - done + 1, socket ? SOCKET_PIECE : FILE_PIECE);
  const begin = socket ? toSocket : toFile;
  begin(source, target, length, streams, (error, count, full) => {
    if (!error && count > 0) {
      source.bytesRead += count;
      if (source.pos !== undefined) source.pos += count;
    }
    if (!streams.end(source, error)) return;
    // Ended meanwhile by somebody else: as while a chunk waits to be written, nothing is put behind that.
    if (target.writableEnded) source.pause();
    // At the end, as after an error, reading finds out what there is to say.
    if (full) readsNext.add(source);
    else if (error || count === 0) streams.giveUp(source);
    else if (
      source.end >= (source.pos ?? source.bytesRead) &&
      targetOf(source, streams) === target &&
      isIdle(source, target)
    ) {
      copy(source, target, streams);
      return;
    }
    source._read(source.readableHighWaterMark);
  });
}

/** Waits until what was read is written, then copies; or reads, where the pipe is no more. */
function wait(source, target, streams) {
  const look = () => {
    target.removeListener('drain', look);
    target.removeListener('unpipe', look);
    if (source.destroyed) return;
    if (targetOf(source, streams) !== target) {
      streams.giveUp(source);
      source._read(source.readableHighWaterMark);
    } else if (isIdle(source, target)) {
      copy(source, target, streams);
    } else if (target.writableNeedDrain) {
      wait(source, target, streams);
    } else {
      streams.giveUp(source);
      source._read(source.readableHighWaterMark);
    }
  };
  target.on('drain', look);
  target.on('unpipe', look);
}

/**
 * Begins to copy in the kernel, where that is what a stream is about to do.
 * @param {ReadStream} source
 * @param {object} streams what it has to know of them, see streams.js
 * @returns {boolean} false: it is to be read
 */
function start(source, streams) {
  if (readsNext.delete(source)) return false;
  const target = targetOf(source, streams);
  if (target === null) return false;
  if (isIdle(source, target)) copy(source, target, streams);
  else if (target.writableNeedDrain) wait(source, target, streams);
  else return false;
  return true;
}

module.exports = { start };
