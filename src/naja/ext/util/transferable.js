'use strict';

/** AbortSignals that may be sent to another thread. */

const { codes } = require('ext/base/errors');
const { validateAbortSignal } = require('ext/base/validators');
const abort = require.lazy('ext/events/abort');

const transferable = new WeakSet();

/** An AbortController whose signal may be transferred. */
function transferableAbortController() {
  const controller = new (abort().AbortController)();
  transferable.add(controller.signal);
  return controller;
}

/**
 * Marks a signal as one that may be transferred.
 * @param {AbortSignal} signal
 * @returns {AbortSignal}
 */
function transferableAbortSignal(signal) {
  if (signal === undefined) throw new codes.ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  validateAbortSignal(signal, 'signal');
  transferable.add(signal);
  return signal;
}

/** Whether postMessage() may move the signal. */
function isTransferable(signal) {
  return transferable.has(signal);
}

module.exports = { isTransferable, transferableAbortController, transferableAbortSignal };
