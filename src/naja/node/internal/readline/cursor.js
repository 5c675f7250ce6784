'use strict';

// Moving the cursor of a terminal, and clearing its screen, by escape sequences.

const { nextTick } = require('ext/timers/ticks');
const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_CURSOR_POS },
} = require('ext/base/errors');
const { validateFunction } = require('ext/base/validators');

/** The escape sequence with these parameters. */
const csi = (rest) => `\x1b[${rest}`;

const CLEAR_LINE_BEFORE = csi('1K');
const CLEAR_LINE_AFTER = csi('0K');
const CLEAR_LINE = csi('2K');
const CLEAR_SCREEN_DOWN = csi('0J');

function write(stream, data, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (stream == null || data === '') {
    if (typeof callback === 'function') nextTick(callback, null);
    return true;
  }
  return stream.write(data, callback);
}

/** The sequence that puts the cursor at column x (and row y). */
function toPosition(x, y) {
  return typeof y === 'number' ? csi(`${y + 1};${x + 1}H`) : csi(`${x + 1}G`);
}

/** The sequence that moves the cursor by dx columns and dy rows. */
function byDistance(dx, dy) {
  let data = '';
  if (dx < 0) data += csi(`${-dx}D`);
  else if (dx > 0) data += csi(`${dx}C`);
  if (dy < 0) data += csi(`${-dy}A`);
  else if (dy > 0) data += csi(`${dy}B`);
  return data;
}

/** The sequence that clears a line: -1 before the cursor, 1 after it, 0 all of it. */
function lineClearing(dir) {
  if (dir < 0) return CLEAR_LINE_BEFORE;
  return dir > 0 ? CLEAR_LINE_AFTER : CLEAR_LINE;
}

/**
 * @param {Writable} stream
 * @param {number} x column
 * @param {number} [y] row
 * @param {Function} [callback]
 * @returns {boolean} false: wait for 'drain'
 */
function cursorTo(stream, x, y, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (typeof y === 'function') {
    callback = y;
    y = undefined;
  }
  if (Number.isNaN(x)) throw new ERR_INVALID_ARG_VALUE('x', x);
  if (Number.isNaN(y)) throw new ERR_INVALID_ARG_VALUE('y', y);
  if (stream == null || (typeof x !== 'number' && typeof y !== 'number')) {
    if (typeof callback === 'function') nextTick(callback, null);
    return true;
  }
  if (typeof x !== 'number') throw new ERR_INVALID_CURSOR_POS();
  return stream.write(toPosition(x, y), callback);
}

/** @returns {boolean} false: wait for 'drain' */
function moveCursor(stream, dx, dy, callback) {
  return write(stream, byDistance(dx, dy), callback);
}

/** @param {number} dir -1 before the cursor, 1 after it, 0 all @returns {boolean} false: wait for 'drain' */
function clearLine(stream, dir, callback) {
  return write(stream, lineClearing(dir), callback);
}

/** @returns {boolean} false: wait for 'drain' */
function clearScreenDown(stream, callback) {
  return write(stream, CLEAR_SCREEN_DOWN, callback);
}

module.exports = {
  CLEAR_SCREEN_DOWN,
  byDistance,
  clearLine,
  clearScreenDown,
  cursorTo,
  lineClearing,
  moveCursor,
  toPosition,
};
