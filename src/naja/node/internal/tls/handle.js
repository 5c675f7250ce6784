'use strict';

// The handle of a TLS connection: what it does itself is native; the rest it asks of the handle beneath.

const { UV_EOF } = require('node/internal/net/handles').errno;
const { onWriteComplete } = require('node/internal/net/io');
const { kOwner } = require('node/internal/net/symbols');
const { TLSWrap } = binding('tls');
const { setImmediate } = require('ext/timers/timers');
const { runNextTicks } = require('ext/timers/ticks');
const verification = require.lazy('node/internal/tls/verify_errors');

TLSWrap.prototype.onwrite = onWriteComplete;

/** @returns {Error|null} */
TLSWrap.prototype.verifyError = function () {
  return verification().verifyError(this);
};

// Writes that were done at once end after the current turn of the loop, and those that follow from that with them: so
// there is always one to wait for, and 'drain' comes before the loop looks for what to read. A handle and a callback each.
let finished = [];
let next = 0;
let waits = false; // finishWrites() is to run, or does
const MANY = 1024;

function finishWrites() {
  try {
    while (next < finished.length) {
      const handle = finished[next];
      const callback = finished[next + 1];
      finished[next] = finished[next + 1] = undefined;
      next += 2;
      if (next === MANY) {
        finished = finished.slice(next);
        next = 0;
      }
      if (handle[kOwner]) handle.onwrite(0, callback);
      else callback(null);
      runNextTicks();
    }
  } finally {
    waits = next < finished.length;
    if (waits) {
      setImmediate(finishWrites);
    } else {
      finished.length = 0;
      next = 0;
    }
  }
}

/** What a write method is to give: 1 for a write that was done at once, as it ends later. */
function later(handle, callback, result) {
  if (result !== 0 || typeof callback !== 'function') return result;
  finished.push(handle, callback);
  if (!waits) {
    waits = true;
    setImmediate(finishWrites);
  }
  return 1;
}

// The usual one has a function of its own, from which V8 calls the native one directly.
const kWriteBuffer = Symbol('writeBuffer');
TLSWrap.prototype[kWriteBuffer] = TLSWrap.prototype.writeBuffer;
TLSWrap.prototype.writeBuffer = function (callback, data) {
  return later(this, callback, this[kWriteBuffer](callback, data));
};

for (const name of [
  'writev',
  'writeUtf8String',
  'writeAsciiString',
  'writeLatin1String',
  'writeUcs2String',
]) {
  const write = TLSWrap.prototype[name];
  TLSWrap.prototype[name] = function (callback, data, all) {
    return later(this, callback, write.call(this, callback, data, all));
  };
}

const asked = [
  'ref',
  'unref',
  'open',
  'bind',
  'listen',
  'connect',
  'bind6',
  'connect6',
  'getsockname',
  'getpeername',
  'setNoDelay',
  'setKeepAlive',
  'setTypeOfService',
  'getTypeOfService',
  'setSimultaneousAccepts',
  'setBlocking',
];
for (const name of asked) {
  TLSWrap.prototype[name] = function (...args) {
    return this._parent[name] ? Reflect.apply(this._parent[name], this._parent, args) : undefined;
  };
}

/** The socket beneath; a Duplex looks like one. */
Object.defineProperty(TLSWrap.prototype, '_parentWrap', {
  __proto__: null,
  configurable: true,
  get() {
    if (this.socketBeneath === null && this._parent instanceof DuplexCarrier) {
      const JSStreamSocket = require('node/internal/net/stream_socket');
      this.duplexSocket ??= new JSStreamSocket(this._parent.duplex);
      return this.duplexSocket;
    }
    return this.socketBeneath;
  },
});

/** Closes the handle beneath, or the socket that it belongs to, and with it this one. */
TLSWrap.prototype.close = function (callback) {
  const owner = this[kOwner];
  if (owner) owner.ssl = null;
  const done = () => {
    this.destroySSL();
    if (callback) callback.call(this);
    this.release();
  };
  const { socketBeneath: socket, _parent: beneath } = this;
  if (socket) {
    if (socket._handle === null || socket._handle === undefined) {
      done();
      return;
    }
    if (socket._handle === beneath) {
      socket.once('close', done);
      socket.destroy();
      return;
    }
  }
  beneath.close(done);
};

/**
 * In the place of a native handle where TLS goes over a Duplex: carries encrypted bytes between the two.
 */
class DuplexCarrier {
  reading = false;
  closed = false;

  constructor(duplex) {
    this.duplex = duplex;
    this.wrap = null;
    this.waiting = []; // what came before there was a wrap
    duplex.pause();
    duplex.on('data', (chunk) => this.receive(chunk));
    duplex.once('end', () => this.receive(UV_EOF));
  }

  receive(what) {
    if (this.wrap === null) this.waiting.push(what);
    else this.wrap.receive(what);
  }

  /** Begins to work for a TLSWrap. */
  serve(wrap) {
    this.wrap = wrap;
    wrap.onencrypted = (chunk) => {
      const { duplex } = this;
      if (duplex.destroyed || !duplex.writable)
        queueMicrotask(() => wrap.sent(-32)); // EPIPE
      else duplex.write(chunk, (error) => wrap.sent(error ? -32 : 0));
    };
    wrap.onfinish = () => {
      const { duplex } = this;
      if (duplex.destroyed || duplex.writableEnded) queueMicrotask(() => wrap.finished(0));
      else duplex.end(() => wrap.finished(0));
    };
    const { readStart, readStop } = TLSWrap.prototype;
    wrap.readStart = () => {
      this.duplex.resume();
      return readStart.call(wrap);
    };
    wrap.readStop = () => {
      this.duplex.pause();
      return readStop.call(wrap);
    };
    for (const what of this.waiting.splice(0)) wrap.receive(what);
  }

  close(callback) {
    this.closed = true;
    if (this.duplex.destroyed) {
      queueMicrotask(callback);
    } else {
      this.duplex.once('close', callback);
      this.duplex.destroy();
    }
  }
}

module.exports = { TLSWrap, DuplexCarrier };
