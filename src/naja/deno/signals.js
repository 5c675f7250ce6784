'use strict';

/** Deno.addSignalListener, Deno.removeSignalListener, Deno.kill. */

const { kill: send, unwatchSignal, watchSignal } = binding('process');
const { errors, systemError } = require('deno/errors');
const numbers = require('ext/process/signal_numbers');

// Nobody can handle these, or nobody should: what they tell of cannot be gone on from.
const REFUSED = new Set(['SIGKILL', 'SIGSTOP', 'SIGILL', 'SIGFPE', 'SIGSEGV']);

/** By signal: its watcher, and who listens. */
const listeners = new Map();

/** @throws {TypeError} */
function numberOf(signal) {
  if (typeof signal === 'number') return signal;
  if (!Object.hasOwn(numbers, signal)) throw new TypeError(`Invalid signal: ${signal}`);
  return numbers[signal];
}

function checkListener(signal, listener) {
  numberOf(signal);
  if (typeof listener !== 'function') {
    throw new TypeError(`Signal listener must be a function, got: ${typeof listener}`);
  }
}

/**
 * Calls a function at each arrival of a signal. It does not keep the process alive.
 * @param {string} signal
 * @param {() => void} listener
 * @throws {TypeError} for signals that cannot be handled
 */
function addSignalListener(signal, listener) {
  checkListener(signal, listener);
  if (REFUSED.has(signal)) throw new TypeError(`Binding to signal '${signal}' is not allowed`);
  let entry = listeners.get(signal);
  if (entry === undefined) {
    const functions = new Set();
    const watcher = watchSignal(numberOf(signal), () => {
      for (const fn of functions) fn();
    });
    entry = { functions, watcher };
    listeners.set(signal, entry);
  }
  entry.functions.add(listener);
}

/** @param {string} signal @param {() => void} listener */
function removeSignalListener(signal, listener) {
  checkListener(signal, listener);
  const entry = listeners.get(signal);
  if (entry === undefined) return;
  entry.functions.delete(listener);
  if (entry.functions.size > 0) return;
  unwatchSignal(entry.watcher);
  listeners.delete(signal);
}

const ESRCH = -3;

/**
 * @param {number} pid
 * @param {string | number} [signal] SIGTERM by default
 * @throws {Deno.errors.NotFound} where there is no such process
 */
function kill(pid, signal = 'SIGTERM') {
  const error = send(pid, numberOf(signal));
  if (error === ESRCH) throw new errors.NotFound('ESRCH: No such process');
  if (error) throw systemError(error);
}

module.exports = { addSignalListener, kill, numberOf, removeSignalListener };
