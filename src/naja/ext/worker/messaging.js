'use strict';

// postMessageToThread(): a value for the 'workerMessage' listeners of any thread's process object, and word of what became
// of it. Each thread that listens has an inbox, which the others know by its name.

const native = binding('messaging');
const { sort } = require('ext/events/clone');
const { MessageChannel } = require('ext/events/message_channel');
const {
  codes: {
    ERR_WORKER_MESSAGING_ERRORED,
    ERR_WORKER_MESSAGING_FAILED,
    ERR_WORKER_MESSAGING_SAME_THREAD,
    ERR_WORKER_MESSAGING_TIMEOUT,
  },
} = require('ext/base/errors');
const { validateNumber } = require('ext/base/validators');
const timers = require('ext/timers/timers');

const { nameOf, threadId: ownId } = require('ext/worker/inbox');

const DELIVERED = 0;
const NO_LISTENERS = 1;
const LISTENER_ERROR = 2;

/** A value that has come, for the program's listeners; the sender is told. */
function take(process, { value, source, reply }) {
  let result = NO_LISTENERS;
  try {
    if (process.emit('workerMessage', value, source)) result = DELIVERED;
  } catch {
    result = LISTENER_ERROR;
  }
  reply.postMessage(result);
  reply.close();
}

/**
 * Sends a value to a thread.
 * @param {number} threadId 0: the main thread
 * @param {*} value
 * @param {object[]|number} [transferList]
 * @param {number} [timeout] milliseconds
 * @returns {Promise<void>} when its listeners have run
 */
async function postMessageToThread(threadId, value, transferList, timeout) {
  if (typeof transferList === 'number' && timeout === undefined) {
    timeout = transferList;
    transferList = [];
  }
  if (timeout !== undefined) validateNumber(timeout, 'timeout', 0);
  if (threadId === ownId) throw new ERR_WORKER_MESSAGING_SAME_THREAD();
  const { port1, port2 } = new MessageChannel();
  const list = sort([...(transferList ?? []), port2]);
  if (!native.send(nameOf(threadId), { value, source: ownId, reply: port2 }, list)) {
    port1.close();
    throw new ERR_WORKER_MESSAGING_FAILED();
  }
  let timer;
  const result = await new Promise((resolve, reject) => {
    if (timeout !== undefined) {
      timer = timers.setTimeout(() => reject(new ERR_WORKER_MESSAGING_TIMEOUT()), timeout);
    }
    port1.on('message', resolve);
    port1.on('close', () => resolve(NO_LISTENERS));
  }).finally(() => {
    timers.clearTimeout(timer);
    port1.close();
  });
  if (result === NO_LISTENERS) throw new ERR_WORKER_MESSAGING_FAILED();
  if (result === LISTENER_ERROR) throw new ERR_WORKER_MESSAGING_ERRORED();
}

module.exports = { postMessageToThread, take };
