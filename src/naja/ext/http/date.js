'use strict';

/** The time as a Date field has it, made once a second. */

const timers = require.lazy('ext/timers/timers');

let text;
let line;

function forget() {
  text = undefined;
}

function make() {
  const now = new Date();
  text = now.toUTCString();
  line = `Date: ${text}\r\n`;
  timers().setUnrefTimeout(forget, 1000 - now.getMilliseconds());
}

/** @returns {string} such as `Sun, 06 Nov 1994 08:49:37 GMT` */
function utcDate() {
  if (text === undefined) make();
  return text;
}

/** @returns {string} the whole field: `Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n` */
function dateLine() {
  if (text === undefined) make();
  return line;
}

module.exports = { utcDate, dateLine };
