'use strict';

// stream.Duplex: a Readable that is also a Writable. The two sides know nothing of each other.

module.exports = Duplex;

const Readable = require('node/internal/streams/readable');
const Writable = require('node/internal/streams/writable');
const { Stream } = require('node/internal/streams/legacy');
const { kOnConstructed } = require('node/internal/streams/state');
const { ReadableState } = require('node/internal/streams/readable_state');
const { WritableState } = require('node/internal/streams/writable_state');
const destroyImpl = require('node/internal/streams/destroy');
const abortSignal = require.lazy('node/internal/streams/add_abort_signal');
const duplexify = require.lazy('node/internal/streams/duplexify');
const adapters = require.lazy('node/internal/streams/adapters');

/**
 * @param {object} [options] those of Readable and Writable; allowHalfOpen: whether writing may go on after 'end';
 *   readable, writable: false turns a side off; and each side's own highWaterMark and objectMode
 */
function Duplex(options) {
  if (!(this instanceof Duplex)) return new Duplex(options);
  this._events ??= {
    close: undefined,
    error: undefined,
    prefinish: undefined,
    finish: undefined,
    drain: undefined,
    data: undefined,
    end: undefined,
    readable: undefined,
  };
  this._readableState = new ReadableState(options, this, true);
  this._writableState = new WritableState(options, this, true);
  if (options) {
    this.allowHalfOpen = options.allowHalfOpen !== false;
    if (options.readable === false) {
      const state = this._readableState;
      state.readable = false;
      state.ended = true;
      state.endEmitted = true;
    }
    if (options.writable === false) {
      const state = this._writableState;
      state.writable = false;
      state.ending = true;
      state.ended = true;
      state.finished = true;
    }
    if (typeof options.read === 'function') this._read = options.read;
    if (typeof options.write === 'function') this._write = options.write;
    if (typeof options.writev === 'function') this._writev = options.writev;
    if (typeof options.destroy === 'function') this._destroy = options.destroy;
    if (typeof options.final === 'function') this._final = options.final;
    if (typeof options.construct === 'function') this._construct = options.construct;
    if (options.signal) abortSignal().addAbortSignal(options.signal, this);
  } else {
    this.allowHalfOpen = true;
  }
  Stream.call(this, options);
  if (this._construct != null) {
    destroyImpl.construct(this, () => {
      this._readableState?.[kOnConstructed](this);
      this._writableState?.[kOnConstructed](this);
    });
  }
}
Object.setPrototypeOf(Duplex.prototype, Readable.prototype);
Object.setPrototypeOf(Duplex, Readable);

for (const name of ['write', 'cork', 'uncork', 'setDefaultEncoding', '_write', '_writev', 'end', 'destroy']) {
  Duplex.prototype[name] = Writable.prototype[name];
}

function fromWritable(name) {
  return { __proto__: null, ...Object.getOwnPropertyDescriptor(Writable.prototype, name) };
}

Object.defineProperties(Duplex.prototype, {
  writable: fromWritable('writable'),
  writableHighWaterMark: fromWritable('writableHighWaterMark'),
  writableObjectMode: fromWritable('writableObjectMode'),
  writableBuffer: fromWritable('writableBuffer'),
  writableLength: fromWritable('writableLength'),
  writableFinished: fromWritable('writableFinished'),
  writableCorked: fromWritable('writableCorked'),
  writableEnded: fromWritable('writableEnded'),
  writableNeedDrain: fromWritable('writableNeedDrain'),
  destroyed: {
    __proto__: null,
    get() {
      if (this._readableState === undefined || this._writableState === undefined) return false;
      return this._readableState.destroyed && this._writableState.destroyed;
    },
    set(value) {
      if (this._readableState && this._writableState) {
        this._readableState.destroyed = value;
        this._writableState.destroyed = value;
      }
    },
  },
});

/** @returns {Duplex} */
Duplex.fromWeb = function (pair, options) {
  return adapters().newStreamDuplexFromReadableWritablePair(pair, options);
};

/** @returns {{readable: ReadableStream, writable: WritableStream}} */
Duplex.toWeb = function (duplex, options) {
  return adapters().newReadableWritablePairFromDuplex(duplex, options);
};

/** A Duplex of streams, functions, iterables, promises or a { readable, writable } pair. */
Duplex.from = function (body) {
  return duplexify()(body, 'body');
};
