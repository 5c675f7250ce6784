'use strict';

// A file that is piped into another: the kernel copies (copy_file_range), as long as nobody looks at the bytes. Both
// streams count what was copied, and go on as usual when somebody begins to look, or where the kernel cannot.

const native = binding('fs');
const { Readable, Writable } = require('node/stream');

/** So much at a time. */
const PIECE = 8 * 1024 * 1024;

/** The one file that a stream is piped into, with nobody else listening; null where there is none. */
function targetOf(source, streams) {
  const state = source._readableState;
  const { pipes } = state;
  if (pipes.length !== 1 || state.decoder || state.objectMode || source.destroyed) return null;
  const [target] = pipes;
  if (!streams.isWriteStream(target) || !streams.isPlain(source, target)) return null;
  if (source.listenerCount('data') !== 1 || source.listenerCount('readable') !== 0) return null;
  if (source.push !== Readable.prototype.push || target.write !== Writable.prototype.write) return null;
  const sink = target._writableState;
  const open = !target.destroyed && !sink.ending && !sink.errored && !sink.corked;
  return open && typeof target.fd === 'number' ? target : null;
}

/** Whether all that was read is written. */
function isIdle(source, target) {
  const state = source._readableState;
  const sink = target._writableState;
  return state.length === 0 && state.flowing && sink.length === 0 && !sink.needDrain;
}

/** Copies the next piece. */
function copy(source, target, streams) {
  const done = source.pos !== undefined ? source.pos : source.bytesRead;
  const length = Math.min(source.end - done + 1, PIECE);
  streams.begin(source, target);
  native.copyRange(source.fd, source.pos ?? -1, target.fd, target.pos ?? -1, length, (error, count) => {
    if (!error && count > 0) {
      source.bytesRead += count;
      target.bytesWritten += count;
      if (source.pos !== undefined) source.pos += count;
      if (target.pos !== undefined) target.pos += count;
    }
    if (!streams.end(source, target, error)) return;
    // At the end, as after an error, reading finds out what there is to say.
    if (error || count === 0) streams.giveUp(source);
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
    } else if (target._writableState.needDrain) {
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
  const target = targetOf(source, streams);
  if (target === null) return false;
  if (isIdle(source, target)) copy(source, target, streams);
  else if (target._writableState.needDrain) wait(source, target, streams);
  else return false;
  return true;
}

module.exports = { start };
