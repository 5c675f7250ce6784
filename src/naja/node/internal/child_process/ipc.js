'use strict';

// The channel between a parent and a forked child: send(), disconnect(), 'message'.

const EventEmitter = require('node/events');
const { codes, ErrnoException } = require('ext/base/errors');
const { validateObject, validateOneOf } = require('ext/base/validators');
const { codecOf } = require('node/internal/child_process/ipc_codecs');
const handles = require.lazy('node/internal/child_process/ipc_handles');
const process = require('node/process');

const INTERNAL_PREFIX = 'NODE_';
const MESSAGE_TYPES = ['string', 'object', 'number', 'boolean'];
const HIGH_WATER = 128 * 1024;
/** How often a handle is sent that did not arrive. */
const RETRIES = 3;

/** What keeps the process alive while someone listens for messages. */
class Control extends EventEmitter {
  #handle;
  #count = 0;
  #forced = false;
  constructor(handle) {
    super();
    this.#handle = handle;
  }
  get fd() {
    return this.#handle.fd;
  }
  refCounted() {
    if (++this.#count === 1 && !this.#forced) this.#handle.ref();
  }
  unrefCounted() {
    if (--this.#count === 0 && !this.#forced) {
      this.#handle.unref();
      this.emit('unref');
    }
  }
  ref() {
    this.#forced = true;
    this.#handle.ref();
  }
  unref() {
    this.#forced = true;
    this.#handle.unref();
  }
}

const isInternal = (message) =>
  message !== null && typeof message === 'object' && String(message.cmd).startsWith(INTERNAL_PREFIX);

/** One end of a channel: what `target` (a ChildProcess, or process in the child) speaks through. */
class Channel {
  #target;
  #handle;
  #codec;
  #writes = 0; // that libuv still has to do
  #early = []; // messages that nobody listened for
  #arrived; // a handle whose message is not whole yet
  #onItsWay = null; // the handle that the other side has not confirmed yet
  #queue = []; // what waits for that
  #ending = false;
  #ended = false;

  constructor(target, handle, mode) {
    this.#target = target;
    this.#handle = handle;
    this.#codec = codecOf(mode);
    this.control = new Control(handle);
    handle.onread = (memory, nread, sent) => this.#read(memory, nread, sent);
    target.on('newListener', (name) => {
      if (name === 'message' && this.#early.length > 0) process.nextTick(() => this.#tellEarly());
    });
    handle.readStart();
  }

  #tellEarly() {
    if (this.#target.listenerCount('message') === 0) return;
    for (const [message, object] of this.#early.splice(0)) this.#target.emit('message', message, object);
  }

  #read(memory, nread, sent) {
    if (nread === 0) return;
    if (nread < 0) {
      this.#target.disconnect();
      this.#finish();
      return;
    }
    // Handles come one at a time: each is confirmed before there is another.
    if (sent !== undefined) this.#arrived = sent;
    for (const message of this.#codec.decode(new Uint8Array(memory, 0, nread))) {
      if (!isInternal(message)) {
        this.#tell('message', message);
      } else if (message.cmd === 'NODE_HANDLE') {
        this.#receive(message, this.#takeArrived() ?? handles().acceptDatagrams(message, this.#handle));
      } else if (message.cmd === 'NODE_HANDLE_ACK') {
        this.#confirmed();
      } else if (message.cmd === 'NODE_HANDLE_NACK') {
        this.#again();
      } else {
        this.#tell('internalMessage', message, this.#takeArrived());
      }
    }
  }

  #takeArrived() {
    const handle = this.#arrived;
    this.#arrived = undefined;
    return handle;
  }

  #tell(event, message, object) {
    process.nextTick(() => {
      const target = this.#target;
      if (event === 'internalMessage' || target.listenerCount('message') > 0)
        target.emit(event, message, object);
      else this.#early.push([message, object]);
    });
  }

  #receive(message, handle) {
    if (!handle) {
      this.#write({ cmd: 'NODE_HANDLE_NACK' });
      return;
    }
    this.#write({ cmd: 'NODE_HANDLE_ACK' });
    const { msg } = message;
    handles().give(this.#target, message, handle, (object) => {
      this.#tell(isInternal(msg) ? 'internalMessage' : 'message', msg, object);
    });
  }

  #confirmed() {
    this.#onItsWay?.sent();
    this.#onItsWay = null;
    while (this.#onItsWay === null && this.#queue.length > 0) {
      const { message, object, options, callback } = this.#queue.shift();
      this.send(message, object, options, callback);
    }
    if (this.#ending) this.disconnect();
  }

  #again() {
    const one = this.#onItsWay;
    if (one === null) return;
    if (one.retries++ < RETRIES) {
      this.#write(one.message, one.handle);
      return;
    }
    process.emitWarning(
      'Handle did not reach the receiving process correctly',
      'SentHandleNotReceivedWarning',
    );
    this.#confirmed();
  }

  #write(message, sent, callback) {
    const req = {
      oncomplete: (status) => {
        this.#writes--;
        if (this.#writes === 0 && !this.#onItsWay) this.control.unrefCounted();
        callback?.(status < 0 ? new ErrnoException(status, 'write') : null);
        if (this.#ending) this.disconnect();
      },
    };
    const error = this.#codec.write(this.#handle, req, message, sent);
    if (error === 1) {
      if (this.#writes++ === 0) this.control.refCounted();
    } else if (error === 0 && callback) {
      process.nextTick(callback, null);
    }
    return error;
  }

  /**
   * @returns {boolean} whether more may be sent without waiting
   * @throws {ERR_INVALID_HANDLE_TYPE}
   */
  send(message, object, options, callback) {
    const isHandle = object !== undefined && object !== null;
    if (isHandle) handles().check(object);
    if (this.#onItsWay !== null) {
      this.#queue.push({ message, object, options, callback });
      return this.#queue.length === 1;
    }
    let taken = null;
    let written = message;
    if (isHandle) {
      taken = handles().take(this.#target, object, options);
      if (taken !== null) {
        const { type, key, dgramType } = taken;
        written = { cmd: 'NODE_HANDLE', type, key, dgramType, msg: message };
      }
    }
    const error = this.#write(written, taken?.handle, callback);
    if (error < 0) {
      taken?.sent();
      if (!options?.swallowErrors) this.#fail(new ErrnoException(error, 'write'), callback);
      return false;
    }
    if (taken !== null) this.#onItsWay = { ...taken, message: written, retries: 0 };
    return this.#handle.writeQueueSize < HIGH_WATER;
  }

  #fail(error, callback) {
    if (typeof callback === 'function') process.nextTick(callback, error);
    else process.nextTick(() => this.#target.emit('error', error));
  }

  /** Ends the channel, once what was sent is written. */
  disconnect() {
    this.#ending = true;
    if (this.#writes > 0 || this.#queue.length > 0) return;
    process.nextTick(() => this.#finish());
  }

  #finish() {
    if (this.#ended) return;
    this.#ended = true;
    this.#onItsWay?.sent();
    this.#handle.readStop();
    this.#handle.close();
    this.#target.emit('disconnect');
  }
}

/**
 * Gives `target` (a ChildProcess, or process in the child) send(), disconnect(), channel, connected and 'message'.
 * @param {EventEmitter} target
 * @param {object} handle a Pipe
 * @param {'json' | 'advanced'} [mode]
 * @returns {Control}
 */
function setup(target, handle, mode = 'json') {
  validateOneOf(mode, 'options.serialization', [undefined, 'json', 'advanced']);
  const channel = new Channel(target, handle, mode);
  target.channel = channel.control;
  target._channel = channel.control;
  target.connected = true;

  target.send = function send(message, object, options, callback) {
    if (typeof object === 'function') [callback, object, options] = [object, undefined, undefined];
    else if (typeof options === 'function') [callback, options] = [options, undefined];
    else if (options !== undefined) validateObject(options, 'options');
    return target._send(message, object, { swallowErrors: false, ...options }, callback);
  };
  target._send = function _send(message, object, options, callback) {
    if (message === undefined) throw new codes.ERR_MISSING_ARGS('message');
    if (!MESSAGE_TYPES.includes(typeof message))
      throw new codes.ERR_INVALID_ARG_TYPE('message', MESSAGE_TYPES, message);
    if (target.connected) return channel.send(message, object, options, callback);
    const error = new codes.ERR_IPC_CHANNEL_CLOSED();
    if (typeof callback === 'function') process.nextTick(callback, error);
    else if (!options?.swallowErrors) process.nextTick(() => target.emit('error', error));
    return false;
  };
  target.disconnect = function disconnect() {
    if (!target.connected) {
      target.emit('error', new codes.ERR_IPC_DISCONNECTED());
      return;
    }
    target._disconnect();
  };
  target._disconnect = function _disconnect() {
    target.connected = false;
    target.channel = null;
    target._channel = null;
    channel.disconnect();
  };
  return channel.control;
}

/**
 * In a child that was forked: process.send and its kin.
 * @param {number} fd the channel's
 * @param {string} mode how messages are written: `json`, `advanced`
 */
function setupChild(fd, mode) {
  const { Pipe } = binding('net');
  const handle = new Pipe(2);
  const error = handle.open(fd);
  if (error) throw new ErrnoException(error, 'open');
  const control = setup(process, handle, mode);
  handle.unref();
  const counts = (name) => name === 'message' || name === 'disconnect';
  process.on('newListener', (name) => counts(name) && process.connected && control.refCounted());
  process.on('removeListener', (name) => counts(name) && process.connected && control.unrefCounted());
}

module.exports = { setup, setupChild };
