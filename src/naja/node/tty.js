'use strict';

// node:tty.

const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_FD, ERR_TTY_INIT_FAILED },
  ErrnoException,
  uvErrmapGet,
} = require('ext/base/errors');
const { Socket } = require('node/internal/net/socket');
const { onWriteComplete } = require('node/internal/net/io');
const { TTY, isTTY } = binding('tty');
const { getColorDepth, hasColors } = require('ext/tty/colors');
const readline = require.lazy('node/readline');

// libuv's uv_tty_mode_t.
const modes = { normal: 0, io: 2, raw: 3 };

TTY.prototype.onwrite = onWriteComplete;

/**
 * Whether a descriptor is a terminal.
 * @param {number} fd
 * @returns {boolean}
 */
function isatty(fd) {
  return Number.isInteger(fd) && fd >= 0 && fd <= 2147483647 && isTTY(fd);
}

/** A terminal's handle. @throws {ERR_INVALID_FD|ERR_TTY_INIT_FAILED} */
function open(fd) {
  if (fd >> 0 !== fd || fd < 0) throw new ERR_INVALID_FD(fd);
  const out = {};
  const handle = new TTY(fd, out);
  if (out.error !== undefined) {
    const [code, message] = uvErrmapGet(out.error);
    throw new ERR_TTY_INIT_FAILED({ errno: out.error, code, message, syscall: 'uv_tty_init' });
  }
  return handle;
}

/**
 * A terminal to read from.
 * @param {number} fd
 * @param {object} [options] as net.Socket
 * @throws {ERR_INVALID_FD|ERR_TTY_INIT_FAILED}
 */
function ReadStream(fd, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(fd, options);
  Socket.call(this, { readableHighWaterMark: 0, handle: open(fd), manualStart: true, ...options });
  this.isRaw = false;
  this.rawMode = false;
  this.isTTY = true;
}
Object.setPrototypeOf(ReadStream.prototype, Socket.prototype);
Object.setPrototypeOf(ReadStream, Socket);

/**
 * Raw: every key at once, with no line editing; 'io': binary-safe besides.
 * @param {boolean|'raw'|'io'} mode
 * @returns {ReadStream} this; an error comes as 'error'
 * @throws {ERR_INVALID_ARG_VALUE}
 */
ReadStream.prototype.setRawMode = function (mode) {
  if (typeof mode === 'string' && mode !== 'raw' && mode !== 'io') {
    throw new ERR_INVALID_ARG_VALUE('mode', mode, "must be true, false, 'raw', or 'io'");
  }
  const rawMode = typeof mode === 'string' ? mode : mode ? 'raw' : false;
  const error = this._handle?.setRawMode(modes[rawMode || 'normal']);
  if (error) {
    this.emit('error', new ErrnoException(error, 'setRawMode'));
    return this;
  }
  this.isRaw = rawMode !== false;
  this.rawMode = rawMode;
  return this;
};

/**
 * A terminal to write to: writes block, so that nothing is lost or mixed up.
 * @param {number} fd
 * @throws {ERR_INVALID_FD|ERR_TTY_INIT_FAILED}
 */
function WriteStream(fd) {
  if (!(this instanceof WriteStream)) return new WriteStream(fd);
  Socket.call(this, { readableHighWaterMark: 0, handle: open(fd), manualStart: true });
  this._handle.setBlocking(true);
  const size = [0, 0];
  if (this._handle.getWindowSize(size) === 0) [this.columns, this.rows] = size;
}
Object.setPrototypeOf(WriteStream.prototype, Socket.prototype);
Object.setPrototypeOf(WriteStream, Socket);

WriteStream.prototype.isTTY = true;
WriteStream.prototype.getColorDepth = getColorDepth;
WriteStream.prototype.hasColors = hasColors;

/** Looks at the window's size; 'resize' where it has changed. */
WriteStream.prototype._refreshSize = function () {
  const size = [0, 0];
  const error = this._handle.getWindowSize(size);
  if (error) {
    this.emit('error', new ErrnoException(error, 'getWindowSize'));
    return;
  }
  const [columns, rows] = size;
  if (columns === this.columns && rows === this.rows) return;
  this.columns = columns;
  this.rows = rows;
  this.emit('resize');
};

/** @returns {boolean} false asks to wait for 'drain' */
WriteStream.prototype.cursorTo = function (x, y, callback) {
  return readline().cursorTo(this, x, y, callback);
};

WriteStream.prototype.moveCursor = function (dx, dy, callback) {
  return readline().moveCursor(this, dx, dy, callback);
};

/** @param {-1|0|1} dir left of the cursor, all, right of it */
WriteStream.prototype.clearLine = function (dir, callback) {
  return readline().clearLine(this, dir, callback);
};

WriteStream.prototype.clearScreenDown = function (callback) {
  return readline().clearScreenDown(this, callback);
};

/** @returns {[number, number]} columns, rows */
WriteStream.prototype.getWindowSize = function () {
  return [this.columns, this.rows];
};

module.exports = { isatty, ReadStream, WriteStream };
