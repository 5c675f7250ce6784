'use strict';

// A web worker's own side: the global scope that its program sees.
// https://html.spec.whatwg.org/multipage/workers.html#dedicatedworkerglobalscope

const events = require('ext/web_worker/global_target');
const { MessageEvent } = require('ext/events/message_channel');
const process = require('node/process');

/**
 * @param {{name: string}} options
 * @param {MessagePort} port the parent's end
 */
function install({ name }, port) {
  let isClosing = false;
  const define = (key, value, enumerable = false) => {
    Object.defineProperty(globalThis, key, {
      __proto__: null,
      configurable: true,
      enumerable,
      writable: true,
      value,
    });
  };
  define('name', name, true);
  define('postMessage', function postMessage(message, transfer) {
    if (!isClosing) port.postMessage(message, transfer);
  });
  define('close', function close() {
    isClosing = true;
    // What runs is run to its end.
    setImmediate(() => process.exit());
  });
  // Whoever listens for messages is waited for.
  const forward = (type) => {
    events.HOOKS[type] = () => {
      port.addEventListener(type, ({ data, ports }) => {
        if (!isClosing) globalThis.dispatchEvent(new MessageEvent(type, { data, ports: [...ports] }));
      });
      port.start();
      port.ref();
    };
  };
  forward('message');
  forward('messageerror');
  for (const type of ['message', 'messageerror', 'error', 'unhandledrejection']) events.defineHandler(type);
}

module.exports = { install };
