'use strict';

// tee() of a byte stream: https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamtee
// It reads into the memory of whichever branch asks for it, and copies for the other.

const {
  ReadableStream,
  acquireDefaultReader,
  cancelReadable,
  readDefault,
  releaseReader,
  slotsOfStream,
} = require('ext/streams/readable');
const { acquireBYOBReader, readInto, setUpByteController } = require('ext/streams/readable_bytes');
const { kConstruct, noop, resolved, then } = require('ext/streams/common');

function copyOf(view) {
  return new Uint8Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

/** @param {ReadableSlots} stream @returns {[ReadableStream, ReadableStream]} */
function teeBytes(stream) {
  let reader = acquireDefaultReader(stream);
  let reading = false;
  const readAgainFor = [false, false];
  const canceled = [false, false];
  const reasons = [undefined, undefined];
  const branches = [];
  const cancelPromise = Promise.withResolvers();

  function forwardErrors(thisReader) {
    then(thisReader.closed.promise, undefined, (error) => {
      if (thisReader !== reader) return;
      branches[0].controller.error(error);
      branches[1].controller.error(error);
      if (!canceled[0] || !canceled[1]) cancelPromise.resolve(undefined);
    });
  }

  function fail(error) {
    branches[0].controller.error(error);
    branches[1].controller.error(error);
    cancelPromise.resolve(cancelReadable(stream, error));
  }

  function goOn() {
    reading = false;
    if (readAgainFor[0]) pull(0);
    else if (readAgainFor[1]) pull(1);
  }

  function useReader(byob) {
    if (reader.byob === byob) return;
    releaseReader(reader);
    reader = byob ? acquireBYOBReader(stream) : acquireDefaultReader(stream);
    forwardErrors(reader);
  }

  function pullWithDefaultReader() {
    useReader(false);
    readDefault(reader, {
      chunk(chunk) {
        queueMicrotask(() => {
          readAgainFor[0] = readAgainFor[1] = false;
          let second = chunk;
          if (!canceled[0] && !canceled[1]) {
            try {
              second = copyOf(chunk);
            } catch (error) {
              fail(error);
              return;
            }
          }
          if (!canceled[0]) branches[0].controller.enqueue(chunk);
          if (!canceled[1]) branches[1].controller.enqueue(second);
          goOn();
        });
      },
      close() {
        reading = false;
        for (const i of [0, 1]) if (!canceled[i]) branches[i].controller.close();
        for (const i of [0, 1])
          if (branches[i].controller.pending.length > 0) branches[i].controller.respond(0);
        if (!canceled[0] || !canceled[1]) cancelPromise.resolve(undefined);
      },
      error() {
        reading = false;
      },
    });
  }

  function pullWithBYOBReader(view, forBranch) {
    useReader(true);
    const other = 1 - forBranch;
    readInto(reader, view, 1, {
      chunk(chunk) {
        queueMicrotask(() => {
          readAgainFor[0] = readAgainFor[1] = false;
          if (!canceled[other]) {
            let copy;
            try {
              copy = copyOf(chunk);
            } catch (error) {
              fail(error);
              return;
            }
            if (!canceled[forBranch]) branches[forBranch].controller.respondWithNewView(chunk);
            branches[other].controller.enqueue(copy);
          } else if (!canceled[forBranch]) {
            branches[forBranch].controller.respondWithNewView(chunk);
          }
          goOn();
        });
      },
      close(chunk) {
        reading = false;
        if (!canceled[forBranch]) branches[forBranch].controller.close();
        if (!canceled[other]) branches[other].controller.close();
        if (chunk !== undefined) {
          if (!canceled[forBranch]) branches[forBranch].controller.respondWithNewView(chunk);
          if (!canceled[other] && branches[other].controller.pending.length > 0) {
            branches[other].controller.respond(0);
          }
        }
        if (!canceled[forBranch] || !canceled[other]) cancelPromise.resolve(undefined);
      },
      error() {
        reading = false;
      },
    });
  }

  function pull(index) {
    if (reading) {
      readAgainFor[index] = true;
      return resolved;
    }
    reading = true;
    const request = branches[index].controller.getRequest();
    if (request === null) pullWithDefaultReader();
    else pullWithBYOBReader(request.view, index);
    return resolved;
  }

  const cancel = (index) => (reason) => {
    canceled[index] = true;
    reasons[index] = reason;
    if (canceled[1 - index]) cancelPromise.resolve(cancelReadable(stream, [...reasons]));
    return cancelPromise.promise;
  };

  const objects = [0, 1].map((index) => {
    const object = new ReadableStream(kConstruct);
    setUpByteController(
      slotsOfStream(object),
      { start: noop, pull: () => pull(index), cancel: cancel(index) },
      0,
      undefined,
    );
    return object;
  });
  for (const object of objects) branches.push(slotsOfStream(object));
  forwardErrors(reader);
  return objects;
}

module.exports = { teeBytes };
