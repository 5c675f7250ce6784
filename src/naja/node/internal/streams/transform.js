'use strict';

// stream.Transform: a Duplex whose output is computed from its input.

module.exports = Transform;

const Duplex = require('node/internal/streams/duplex');
const { highWaterMarkOf } = require('node/internal/streams/state');
const { nextTick } = require('ext/timers/ticks');
const errors = require.lazy('ext/base/errors');

/** The callback of a _write() that waits until the readable side is read. */
const kCallback = Symbol('kCallback');

/** @param {object} [options] those of Duplex; transform, flush */
function Transform(options) {
  if (!(this instanceof Transform)) return new Transform(options);
  // Nothing shall be buffered on the readable side: then not on the writable side either, unless asked for.
  const readableHighWaterMark = options
    ? highWaterMarkOf(
        Boolean(options.objectMode || options.readableObjectMode),
        options,
        'readableHighWaterMark',
        true,
      )
    : null;
  if (readableHighWaterMark === 0) {
    options = {
      ...options,
      highWaterMark: null,
      readableHighWaterMark,
      writableHighWaterMark: options.writableHighWaterMark || 0,
    };
  }
  Duplex.call(this, options);
  // What _transform() pushes is not to wait for the end of _read().
  this._readableState.sync = false;
  this[kCallback] = null;
  if (options) {
    if (typeof options.transform === 'function') this._transform = options.transform;
    if (typeof options.flush === 'function') this._flush = options.flush;
  }
  this.on('prefinish', prefinish);
}
Object.setPrototypeOf(Transform.prototype, Duplex.prototype);
Object.setPrototypeOf(Transform, Duplex);

function final(cb) {
  if (typeof this._flush === 'function' && !this.destroyed) {
    this._flush((er, data) => {
      if (er) {
        if (cb) cb(er);
        else this.destroy(er);
        return;
      }
      if (data != null) this.push(data);
      this.push(null);
      if (cb) cb();
    });
  } else {
    this.push(null);
    if (cb) cb();
  }
}

/** Subclasses with a _final() of their own still flush. */
function prefinish() {
  if (this._final !== final) final.call(this);
}

Transform.prototype._final = final;

/** To be implemented: push() what comes of the chunk, then callback(err, lastChunk). */
Transform.prototype._transform = function (chunk, encoding, callback) {
  throw new (errors().codes.ERR_METHOD_NOT_IMPLEMENTED)('_transform()');
};

Transform.prototype._write = function (chunk, encoding, callback) {
  const readable = this._readableState;
  const writable = this._writableState;
  const { length } = readable;
  this._transform(chunk, encoding, (err, value) => {
    if (err) {
      callback(err);
      return;
    }
    if (value != null) this.push(value);
    if (readable.ended) {
      // push(null) was called: that comes first.
      nextTick(callback);
    } else if (writable.ended || length === readable.length || readable.length < readable.highWaterMark) {
      callback();
    } else {
      this[kCallback] = callback;
    }
  });
};

Transform.prototype._read = function () {
  if (this[kCallback]) {
    const callback = this[kCallback];
    this[kCallback] = null;
    callback();
  }
};
