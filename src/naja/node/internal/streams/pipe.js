'use strict';

// Readable.prototype.pipe, unpipe and wrap.

const { kState } = require('node/internal/streams/state');
const { readableBits } = require('node/internal/streams/readable_state');
const { prependListener } = require('node/internal/streams/legacy');
const { errorOrDestroy } = require('node/internal/streams/destroy');
const { nextTick } = require('ext/timers/ticks');
const process = require.lazy('node/process');

const { kMultiAwaitDrain, kEndEmitted, kFlowing } = readableBits;

/** process.stdout and stderr are never ended; not to be made for the question alone. */
function isStandardOutput(dest) {
  return Boolean(dest._isStdio) && (dest === process().stdout || dest === process().stderr);
}

function pipe(source, dest, options) {
  const state = source._readableState;
  if (state.pipes.length === 1 && (state[kState] & kMultiAwaitDrain) === 0) {
    state[kState] |= kMultiAwaitDrain;
    state.awaitDrainWriters = new Set(state.awaitDrainWriters ? [state.awaitDrainWriters] : []);
  }
  state.pipes.push(dest);

  const doEnd = (!options || options.end !== false) && !isStandardOutput(dest);
  const endFn = doEnd ? onend : unpipeDest;
  if ((state[kState] & kEndEmitted) !== 0) nextTick(endFn);
  else source.once('end', endFn);

  dest.on('unpipe', onunpipe);
  function onunpipe(readable, info) {
    if (readable === source && info && info.hasUnpiped === false) {
      info.hasUnpiped = true;
      cleanup();
    }
  }

  function onend() {
    dest.end();
  }

  let ondrain;
  let cleanedUp = false;
  function cleanup() {
    dest.removeListener('close', onclose);
    dest.removeListener('finish', onfinish);
    if (ondrain) dest.removeListener('drain', ondrain);
    dest.removeListener('error', onerror);
    dest.removeListener('unpipe', onunpipe);
    source.removeListener('end', onend);
    source.removeListener('end', unpipeDest);
    source.removeListener('data', ondata);
    cleanedUp = true;
    // Its 'drain' will not be heard any more: the others must not wait for it.
    if (ondrain && state.awaitDrainWriters && (!dest._writableState || dest._writableState.needDrain))
      ondrain();
  }

  function pause() {
    // If unpiped during the write, there is nobody to wait for.
    if (!cleanedUp) {
      if (state.pipes.length === 1 && state.pipes[0] === dest) {
        state.awaitDrainWriters = dest;
        state[kState] &= ~kMultiAwaitDrain;
      } else if (state.pipes.length > 1 && state.pipes.includes(dest)) {
        state.awaitDrainWriters.add(dest);
      }
      source.pause();
    }
    if (!ondrain) {
      // Made when first needed: a 'drain' listener for every pipe costs the fast ones.
      ondrain = onDrainOf(source, dest);
      dest.on('drain', ondrain);
    }
  }

  source.on('data', ondata);
  function ondata(chunk) {
    try {
      if (dest.write(chunk) === false) pause();
    } catch (error) {
      dest.destroy(error);
    }
  }

  function onerror(er) {
    unpipeDest();
    dest.removeListener('error', onerror);
    if (dest.listenerCount('error') === 0) {
      const destState = dest._writableState || dest._readableState;
      if (destState && !destState.errorEmitted) errorOrDestroy(dest, er);
      else dest.emit('error', er);
    }
  }
  // Before those of the user.
  prependListener(dest, 'error', onerror);

  function onclose() {
    dest.removeListener('finish', onfinish);
    unpipeDest();
  }
  dest.once('close', onclose);
  function onfinish() {
    dest.removeListener('close', onclose);
    unpipeDest();
  }
  dest.once('finish', onfinish);

  function unpipeDest() {
    source.unpipe(dest);
  }

  dest.emit('pipe', source);
  if (dest.writableNeedDrain === true) pause();
  else if ((state[kState] & kFlowing) === 0) source.resume();
  return dest;
}

function onDrainOf(source, dest) {
  return function pipeOnDrainFunctionResult() {
    const state = source._readableState;
    if (state.awaitDrainWriters === dest) state.awaitDrainWriters = null;
    else if ((state[kState] & kMultiAwaitDrain) !== 0) state.awaitDrainWriters.delete(dest);
    if ((!state.awaitDrainWriters || state.awaitDrainWriters.size === 0) && source.listenerCount('data')) {
      source.resume();
    }
  };
}

function unpipe(source, dest) {
  const state = source._readableState;
  if (!dest) {
    const dests = state.pipes;
    state.pipes = [];
    source.pause();
    for (let i = 0; i < dests.length; i++) dests[i].emit('unpipe', source, { hasUnpiped: false });
    return source;
  }
  const index = state.pipes.indexOf(dest);
  if (index === -1) return source;
  state.pipes.splice(index, 1);
  if (state.pipes.length === 0) source.pause();
  dest.emit('unpipe', source, { hasUnpiped: false });
  return source;
}

function wrap(readable, stream) {
  let paused = false;
  stream.on('data', (chunk) => {
    if (!readable.push(chunk) && stream.pause) {
      paused = true;
      stream.pause();
    }
  });
  stream.on('end', () => {
    readable.push(null);
  });
  stream.on('error', (err) => {
    errorOrDestroy(readable, err);
  });
  stream.on('close', () => {
    readable.destroy();
  });
  stream.on('destroy', () => {
    readable.destroy();
  });
  readable._read = () => {
    if (paused && stream.resume) {
      paused = false;
      stream.resume();
    }
  };
  // Methods that only the wrapped stream has.
  for (const key of Object.keys(stream)) {
    if (readable[key] === undefined && typeof stream[key] === 'function') {
      readable[key] = stream[key].bind(stream);
    }
  }
  return readable;
}

module.exports = { pipe, unpipe, wrap };
