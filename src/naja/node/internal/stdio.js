'use strict';

// process.stdin, process.stdout, process.stderr: what each is depends on what the descriptor is. Writes to a file and
// to a terminal are synchronous; to a pipe or socket as far as it takes them at once. None of the three is ever closed.

const tty = require.lazy('node/tty');
const net = require.lazy('node/net');
const fs = require.lazy('node/fs');
const stream = require.lazy('node/stream');
const process = require.lazy('node/process');
const handles = require.lazy('node/internal/net/handles');

const made = { stdin: undefined, stdout: undefined, stderr: undefined };

/* ---------------------------------------------------------------- out */

let SyncWriteStream;

/** The class of streams that write to a file synchronously. */
function getSyncWriteStream() {
  SyncWriteStream ??= class SyncWriteStream extends stream().Writable {
    constructor(fd, options = {}) {
      super({ autoDestroy: true });
      this.fd = fd;
      this.readable = false;
      this.autoClose = options.autoClose ?? true;
    }

    _write(chunk, encoding, callback) {
      try {
        const { length } = chunk;
        for (let at = 0; at < length;) at += fs().writeSync(this.fd, chunk, at, length - at);
      } catch (error) {
        callback(error);
        return;
      }
      callback();
    }

    _destroy(error, callback) {
      if (this.fd !== null && this.autoClose) fs().closeSync(this.fd);
      this.fd = null;
      callback(error);
    }

    destroySoon(error) {
      return this.destroy(error);
    }
  };
  return SyncWriteStream;
}

/** A pipe or socket; the one of the IPC channel where that sits on this descriptor. */
function openSocket(fd, options) {
  const { channel } = process();
  if (channel && channel.fd === fd) return new (net().Socket)({ handle: channel, ...options });
  return new (net().Socket)({ fd, ...options });
}

function openWritable(fd) {
  const type = handles().guessHandleType(fd);
  switch (type) {
    case 'TTY': {
      const result = new (tty().WriteStream)(fd);
      result._type = 'tty';
      return result;
    }
    case 'FILE': {
      const result = new (getSyncWriteStream())(fd, { autoClose: false });
      result._type = 'fs';
      return result;
    }
    case 'PIPE':
    case 'TCP': {
      const result = openSocket(fd, { readable: false, writable: true });
      result._type = 'pipe';
      return result;
    }
    default:
      // Nobody is there to read it.
      return new (stream().Writable)({ write: (chunk, encoding, callback) => callback() });
  }
}

/** In the place of _destroy(): tells that it is closed, and leaves the descriptor open. */
function pretendToDestroy(error, callback) {
  callback(error);
  this._undestroy();
  if (!this._writableState.emitClose) process().nextTick(() => this.emit('close'));
}

function getWritable(name, fd) {
  const result = openWritable(fd);
  result.fd = fd;
  result._isStdio = true;
  result.destroySoon = result.destroy;
  result._destroy = pretendToDestroy;
  if (result.isTTY) process().on('SIGWINCH', () => result._refreshSize());
  made[name] = result;
  return result;
}

/* ---------------------------------------------------------------- in */

function openReadable(fd) {
  switch (handles().guessHandleType(fd)) {
    case 'TTY':
      return new (tty().ReadStream)(fd);
    case 'FILE':
      return new (fs().ReadStream)(null, { fd, autoClose: false });
    case 'PIPE':
    case 'TCP': {
      const result = openSocket(fd, { readable: true, writable: false, manualStart: true });
      result._writableState.ended = true; // nobody can end() it
      return result;
    }
    default: {
      const result = new (stream().Readable)({ read() {} });
      result.push(null);
      return result;
    }
  }
}

/** Makes the handle stop reading, so that the process can end. */
function stopReading(input) {
  input._handle.reading = false;
  input._readableState.reading = false;
  input._handle.readStop();
}

function getStdin() {
  const stdin = openReadable(0);
  stdin.fd = 0;
  if (stdin._handle?.readStop) stopReading(stdin);
  // The stream itself stops reading one tick after pause().
  const onPause = () => {
    if (stdin._handle?.reading && !stdin.readableFlowing) stopReading(stdin);
  };
  stdin.on('pause', () => process().nextTick(onPause));
  made.stdin = stdin;
  return stdin;
}

/* ---------------------------------------------------------------- text without a stream */

/**
 * Writes text to stdout or stderr: through the stream where the program has one, else straight to the descriptor,
 * which saves a program that only prints from loading streams and sockets.
 * @param {1|2} fd
 * @param {string} text
 */
function writeText(fd, text) {
  const existing = fd === 1 ? made.stdout : made.stderr;
  if (existing !== undefined) existing.write(text);
  else binding('tty').writeText(fd, text);
}

module.exports = {
  get stdin() {
    return made.stdin ?? getStdin();
  },
  get stdout() {
    return made.stdout ?? getWritable('stdout', 1);
  },
  get stderr() {
    return made.stderr ?? getWritable('stderr', 2);
  },
  /** Whether process.stdout (fd 1) or process.stderr (fd 2) has been made. */
  isOpen: (fd) => (fd === 1 ? made.stdout : made.stderr) !== undefined,
  writeText,
  get SyncWriteStream() {
    return getSyncWriteStream();
  },
};
