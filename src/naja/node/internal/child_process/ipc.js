'use strict';

// The channel between a parent and a forked child: one message a line of JSON, or V8's serialisation with its length
// before it ('advanced').

const { Buffer } = require('node/buffer');
const { codes, ErrnoException } = require('ext/base/errors');
const { validateObject, validateOneOf } = require('ext/base/validators');
const process = require('node/process');
const net = require('node/net');

const INTERNAL_PREFIX = 'NODE_';

class JSONCodec {
  #rest = '';
  #decoder = new (require('node/string_decoder').StringDecoder)('utf8');

  encode(message) {
    const text = JSON.stringify(message);
    if (text === undefined) throw new codes.ERR_MISSING_ARGS('message');
    return Buffer.from(`${text}\n`);
  }

  *decode(chunk) {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop();
    for (const line of lines) yield JSON.parse(line);
  }
}

class AdvancedCodec {
  #rest = Buffer.alloc(0);

  encode(message) {
    const bytes = binding('serdes').serialize(message);
    const frame = Buffer.allocUnsafe(4 + bytes.length);
    frame.writeUInt32BE(bytes.length, 0);
    frame.set(bytes, 4);
    return frame;
  }

  *decode(chunk) {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= 4) {
      const length = this.#rest.readUInt32BE(0);
      if (this.#rest.length < 4 + length) return;
      const bytes = this.#rest.subarray(4, 4 + length);
      this.#rest = this.#rest.subarray(4 + length);
      yield binding('serdes').deserialize(bytes);
    }
  }
}

/** What keeps the process alive while someone listens for messages. */
class Channel {
  #socket;
  #count = 0;
  #forced = undefined;
  constructor(socket) {
    this.#socket = socket;
  }
  get fd() {
    return this.#socket._handle?.fd;
  }
  refCounted() {
    if (++this.#count === 1 && this.#forced === undefined) this.#socket.ref();
  }
  unrefCounted() {
    if (--this.#count === 0 && this.#forced === undefined) this.#socket.unref();
  }
  ref() {
    this.#forced = true;
    this.#socket.ref();
  }
  unref() {
    this.#forced = false;
    this.#socket.unref();
  }
}

function deliver(target, message) {
  const isInternal =
    message !== null &&
    typeof message === 'object' &&
    typeof message.cmd === 'string' &&
    message.cmd.startsWith(INTERNAL_PREFIX);
  process.nextTick(() => target.emit(isInternal ? 'internalMessage' : 'message', message, undefined));
}

/**
 * Gives `target` (a ChildProcess, or process in the child) send(), disconnect(), channel, connected and 'message'.
 * @param {EventEmitter} target
 * @param {object} handle a Pipe
 * @param {'json' | 'advanced'} [mode]
 */
function setup(target, handle, mode = 'json') {
  validateOneOf(mode, 'options.serialization', [undefined, 'json', 'advanced']);
  const codec = mode === 'advanced' ? new AdvancedCodec() : new JSONCodec();
  const socket = new net.Socket({ handle, readable: true, writable: true });
  const channel = new Channel(socket);
  let ended = false;
  target.channel = channel;
  target._channel = channel;
  target.connected = true;

  function finish() {
    if (ended) return;
    ended = true;
    target.connected = false;
    target.channel = null;
    target._channel = null;
    process.nextTick(() => target.emit('disconnect'));
  }

  socket.on('data', (chunk) => {
    for (const message of codec.decode(chunk)) {
      if (message?.cmd === 'NODE_DISCONNECT') socket.end();
      else deliver(target, message);
    }
  });
  socket.on('error', finish);
  socket.on('end', finish);
  socket.on('close', finish);

  target.send = (message, sentHandle, options, callback) => {
    if (typeof sentHandle === 'function')
      [callback, sentHandle, options] = [sentHandle, undefined, undefined];
    else if (typeof options === 'function') [callback, options] = [options, undefined];
    else if (options !== undefined) validateObject(options, 'options');
    if (message === undefined) throw new codes.ERR_MISSING_ARGS('message');
    if (!['string', 'object', 'number', 'boolean'].includes(typeof message)) {
      throw new codes.ERR_INVALID_ARG_TYPE('message', ['string', 'object', 'number', 'boolean'], message);
    }
    if (sentHandle !== undefined && sentHandle !== null) {
      if (!(sentHandle instanceof net.Socket || sentHandle instanceof net.Server)) {
        throw new codes.ERR_INVALID_HANDLE_TYPE();
      }
      throw new Error('Sending handles to another process is not available in Naja yet');
    }
    if (!target.connected) {
      const err = new codes.ERR_IPC_CHANNEL_CLOSED();
      if (typeof callback === 'function') process.nextTick(callback, err);
      else process.nextTick(() => target.emit('error', err));
      return false;
    }
    return socket.write(
      codec.encode(message),
      typeof callback === 'function' ? (err) => callback(err ?? null) : undefined,
    );
  };
  target._send = target.send;
  target.disconnect = () => {
    if (!target.connected) {
      target.emit('error', new codes.ERR_IPC_DISCONNECTED());
      return;
    }
    target._disconnect();
  };
  target._disconnect = () => {
    socket.end();
    socket.destroySoon();
    finish();
  };
  return { channel, socket };
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
  const { channel, socket } = setup(process, handle, mode);
  socket.unref();
  const counts = (name) => name === 'message' || name === 'disconnect';
  process.on('newListener', (name) => counts(name) && process.connected && channel.refCounted());
  process.on('removeListener', (name) => counts(name) && process.connected && channel.unrefCounted());
}

module.exports = { setup, setupChild };
