'use strict';

/** AbortSignals that may be sent to another thread. */

const { codes } = require('ext/base/errors');
const { validateAbortSignal } = require('ext/base/validators');
const abort = require.lazy('ext/events/abort');
const channels = require.lazy('ext/events/message_channel');

const TRANSFERABLE = 2;
const transferable = new WeakSet();

/** A signal that may be moved: the one that arrives follows it. */
function mark(signal) {
  if (transferable.has(signal)) return signal;
  transferable.add(signal);
  const symbols = require('ext/events/symbols');
  symbols.setTransferMode(signal, TRANSFERABLE);
  let port;
  hide(signal, symbols.kTransferList, () => {
    if (signal.aborted) return [];
    const { port1, port2 } = new (channels().MessageChannel)();
    port = port2;
    port1.unref();
    signal.addEventListener('abort', () => {
      port1.postMessage(signal.reason);
      port1.close();
    });
    return [port2];
  });
  hide(signal, symbols.kTransfer, () => ({
    data: { aborted: signal.aborted, reason: signal.reason, port },
    deserializeInfo: 'ext/util/transferable:follow',
  }));
  return signal;
}

function hide(object, key, value) {
  Object.defineProperty(object, key, { __proto__: null, value, configurable: true });
}

/** The signal that arrives. */
function follow({ aborted, reason, port }) {
  const controller = new (abort().AbortController)();
  if (aborted) controller.abort(reason);
  if (port !== undefined) {
    port.on('message', (why) => {
      controller.abort(why);
      port.close();
    });
    port.unref();
  }
  return mark(controller.signal);
}

/** An AbortController whose signal may be transferred. */
function transferableAbortController() {
  const controller = new (abort().AbortController)();
  mark(controller.signal);
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
  return mark(signal);
}

/** Whether postMessage() may move the signal. */
function isTransferable(signal) {
  return transferable.has(signal);
}

module.exports = { follow, isTransferable, transferableAbortController, transferableAbortSignal };
