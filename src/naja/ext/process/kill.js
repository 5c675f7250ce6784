'use strict';

const { codes, ErrnoException } = require('ext/base/errors');

/**
 * process.kill.
 * @param {number} pid
 * @param {string | number} [signal] default SIGTERM
 * @throws {ERR_INVALID_ARG_TYPE | ERR_UNKNOWN_SIGNAL | Error} ESRCH, EPERM ...
 */
function kill(pid, signal) {
  // eslint-disable-next-line eqeqeq -- '123' is a pid too
  if (pid != (pid | 0)) throw new codes.ERR_INVALID_ARG_TYPE('pid', 'number', pid);
  let number;
  if (typeof signal === 'number') {
    number = signal;
  } else {
    const signals = require('ext/process/signal_numbers');
    const name = signal || 'SIGTERM';
    if (!Object.hasOwn(signals, name)) throw new codes.ERR_UNKNOWN_SIGNAL(name);
    number = signals[name];
  }
  // Programs replace process._kill to see what would be sent.
  const error = require('node/process')._kill(pid | 0, number);
  if (error) throw new ErrnoException(error, 'kill');
  return true;
}

module.exports = { kill };
