'use strict';

// Signals as events of process: a watcher for each name that has listeners.

const { watchSignal, unwatchSignal } = binding('process');
const watchers = new Map();

const numbers = require.lazy('ext/process/signal_numbers');

/** Whether `name` is a signal's. */
function isSignal(name) {
  return typeof name === 'string' && name.startsWith('SIG') && Object.hasOwn(numbers(), name);
}

/** Watches a signal: `process.emit(name, name, number)`. */
function start(process, name) {
  if (watchers.has(name) || binding('bootstrap').options.embedded !== undefined) return; // the host's
  const watcher = watchSignal(numbers()[name], (number) => process.emit(name, name, number));
  watchers.set(name, watcher);
}

/** Stops watching. */
function stop(process, name) {
  const watcher = watchers.get(name);
  if (watcher === undefined || process.listenerCount(name) > 0) return;
  watchers.delete(name);
  unwatchSignal(watcher);
}

module.exports = { isSignal, start, stop };
