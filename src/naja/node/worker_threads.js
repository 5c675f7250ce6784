'use strict';

// node:worker_threads as the one thread that there is sees it: channels within the thread, and what tells that this is
// the main one. Starting a Worker throws.

const channels = require.lazy('ext/events/message_channel');

const SHARE_ENV = Symbol.for('nodejs.worker_threads.SHARE_ENV');
const environment = new Map();

/** Starting a thread. */
class Worker {
  constructor() {
    throw new Error('worker_threads.Worker is not available in Naja yet');
  }
}

module.exports = {
  isMainThread: true,
  isInternalThread: false,
  threadId: 0,
  threadName: '',
  parentPort: null,
  workerData: null,
  resourceLimits: {},
  SHARE_ENV,
  Worker,
  getEnvironmentData: (key) => environment.get(key),
  setEnvironmentData(key, value) {
    if (value === undefined) environment.delete(key);
    else environment.set(key, value);
  },
};
for (const name of ['MessageChannel', 'MessagePort', 'BroadcastChannel', 'receiveMessageOnPort']) {
  Object.defineProperty(module.exports, name, {
    enumerable: true,
    configurable: true,
    get: () => channels()[name],
  });
}
for (const name of ['markAsUntransferable', 'isMarkedAsUntransferable', 'markAsUncloneable']) {
  module.exports[name] = { [name]: (value) => require('ext/buffer/untransferable')[name](value) }[name];
}
for (const name of ['moveMessagePortToContext', 'postMessageToThread', 'locks']) {
  module.exports[name] = {
    [name]() {
      throw new Error(`worker_threads.${name} is not available in Naja yet`);
    },
  }[name];
}
