'use strict';

// node:worker_threads.

const { options } = binding('bootstrap');
const channels = require.lazy('ext/events/message_channel');
const child = options.worker === undefined ? undefined : require('ext/worker/child');

const SHARE_ENV = Symbol.for('nodejs.worker_threads.SHARE_ENV');

const notHere = (name) =>
  ({
    [name]() {
      throw new Error(`worker_threads.${name} is not available in Naja yet`);
    },
  })[name];

module.exports = {
  isInternalThread: options.worker?.how === 'internal',
  isMainThread: child === undefined,
  markAsUncloneable(value) {
    if ((typeof value === 'object' && value !== null) || typeof value === 'function') {
      binding('messaging').markUncloneable(value);
    }
  },
  markAsUntransferable: (value) => require('ext/buffer/untransferable').markAsUntransferable(value),
  isMarkedAsUntransferable: (value) => require('ext/buffer/untransferable').isMarkedAsUntransferable(value),
  moveMessagePortToContext(port) {
    const { codes } = require('ext/base/errors');
    if (!(port instanceof channels().MessagePort)) {
      throw Object.assign(new TypeError('The "port" argument must be a MessagePort instance'), {
        code: 'ERR_INVALID_ARG_TYPE',
      });
    }
    if ((binding('messaging').state(port) & 1) === 0) {
      throw new codes.ERR_CLOSED_MESSAGE_PORT();
    }
    throw new codes.ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('worker_threads.moveMessagePortToContext()');
  },
  resourceLimits: child === undefined ? {} : require('ext/worker/limits').named(binding('worker').limits()),
  postMessageToThread: (...args) => require('ext/worker/messaging').postMessageToThread(...args),
  threadId: child === undefined ? 0 : binding('worker').threadId(),
  threadName: options.worker?.name ?? '',
  SHARE_ENV,
  parentPort: child === undefined || options.worker.how === 'internal' ? null : child.parentPort,
  workerData: child === undefined ? null : child.workerData,
  setEnvironmentData(key, value) {
    const { environment } = require('ext/worker/shared');
    if (value === undefined) environment.delete(key);
    else environment.set(key, value);
  },
  getEnvironmentData: (key) => require('ext/worker/shared').environment.get(key),
};

function lazily(name, get) {
  Object.defineProperty(module.exports, name, { __proto__: null, enumerable: true, configurable: true, get });
}
for (const name of ['MessagePort', 'MessageChannel', 'BroadcastChannel', 'receiveMessageOnPort']) {
  lazily(name, () => channels()[name]);
}
lazily('Worker', () => require('ext/worker/worker').Worker);
lazily('locks', () => {
  throw new Error('worker_threads.locks is not available in Naja yet');
});
