'use strict';

// ReadableStream.prototype.tee: https://streams.spec.whatwg.org/#abstract-opdef-readablestreamtee

const {
  acquireDefaultReader,
  cancelReadable,
  createReadableStream,
  readDefault,
  slotsOfStream,
} = require('ext/streams/readable');
const { noop, resolved, then } = require('ext/streams/common');
const bytes = require.lazy('ext/streams/readable_bytes');

/**
 * @param {ReadableSlots} stream
 * @param {boolean} [cloneForBranch2] whether the second branch gets clones of the chunks
 * @returns {[ReadableStream, ReadableStream]}
 */
function tee(stream, cloneForBranch2 = false) {
  if (stream.controller.isBytes) return bytes().teeBytes(stream);
  const reader = acquireDefaultReader(stream);
  let reading = false;
  let readAgain = false;
  const canceled = [false, false];
  const reasons = [undefined, undefined];
  const branches = [];
  const cancelPromise = Promise.withResolvers();

  function pull() {
    if (reading) {
      readAgain = true;
      return resolved;
    }
    reading = true;
    readDefault(reader, {
      chunk(value) {
        // What a branch does with the chunk shall not happen within whoever enqueues it.
        queueMicrotask(() => {
          readAgain = false;
          let second = value;
          if (!canceled[1] && cloneForBranch2) {
            try {
              second = require('ext/events/clone').structuredClone(value);
            } catch (error) {
              branches[0].controller.error(error);
              branches[1].controller.error(error);
              cancelPromise.resolve(cancelReadable(stream, error));
              return;
            }
          }
          if (!canceled[0]) branches[0].controller.enqueue(value);
          if (!canceled[1]) branches[1].controller.enqueue(second);
          reading = false;
          if (readAgain) pull();
        });
      },
      close() {
        reading = false;
        if (!canceled[0]) branches[0].controller.close();
        if (!canceled[1]) branches[1].controller.close();
        if (!canceled[0] || !canceled[1]) cancelPromise.resolve(undefined);
      },
      error() {
        reading = false;
      },
    });
    return resolved;
  }

  const cancel = (index) => (reason) => {
    canceled[index] = true;
    reasons[index] = reason;
    if (canceled[1 - index]) cancelPromise.resolve(cancelReadable(stream, [...reasons]));
    return cancelPromise.promise;
  };

  const objects = [0, 1].map((index) => createReadableStream({ start: noop, pull, cancel: cancel(index) }));
  for (const object of objects) branches.push(slotsOfStream(object));

  then(reader.closed.promise, undefined, (error) => {
    branches[0].controller.error(error);
    branches[1].controller.error(error);
    if (!canceled[0] || !canceled[1]) cancelPromise.resolve(undefined);
  });
  return objects;
}

module.exports = { tee };
