'use strict';

// Where the main thread hears from all others: what postMessageToThread() sends waits here until the loop turns. A worker
// gets its inbox from its parent.

const native = binding('messaging');
const { ports } = require('ext/events/message_channel');
const { setTransferMode } = require('ext/events/symbols');
const process = require('node/process');

const { options } = binding('bootstrap');
/** This thread's number. */
const threadId = options.worker === undefined ? 0 : binding('worker').threadId();
const nameOf = (id) => `naja:thread:${id}`;

const IS_PORT = 4;
class Inbox {}
setTransferMode(Inbox.prototype, IS_PORT);
const inbox = new Inbox();

/** A worker's inbox, in the parent: what is sent to it before it runs waits. */
function forChild(id) {
  const end = new Inbox();
  native.broadcast(end, nameOf(id));
  return end;
}

const toOthers = ports.message;
ports.message = (end, value, list, error) => {
  if (end !== inbox) toOthers(end, value, list, error);
  else if (error === undefined) require('ext/worker/messaging').take(process, value);
};
if (threadId === 0) {
  native.broadcast(inbox, nameOf(threadId));
  native.start(inbox);
}

module.exports = { forChild, nameOf, threadId };
