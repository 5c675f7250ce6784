'use strict';

/** The web streams of a connection. */

const { ReadableStream } = require('ext/streams/readable');
const { WritableStream } = require('ext/streams/writable');

/** @param {Channel} channel @param {function(*): Error} convert @returns {ReadableStream} of bytes, closes the channel at its end */
function readableOf(channel, convert) {
  return new ReadableStream({
    type: 'bytes',
    async pull(controller) {
      let chunk;
      try {
        chunk = channel.closed ? null : await channel.take();
      } catch (error) {
        channel.close(error);
        controller.error(convert(error));
        return;
      }
      if (chunk !== null) {
        controller.enqueue(chunk);
        return;
      }
      channel.close();
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel() {
      channel.close();
    },
  });
}

/** @returns {WritableStream} of bytes, closes the channel at its end, and where a write fails */
function writableOf(channel, convert) {
  return new WritableStream({
    async write(chunk) {
      try {
        if (!ArrayBuffer.isView(chunk) && !(chunk instanceof ArrayBuffer)) {
          throw new TypeError('Expected ArrayBuffer or ArrayBufferView for write chunk');
        }
        await channel.write(chunk instanceof ArrayBuffer ? new Uint8Array(chunk) : chunk);
      } catch (error) {
        channel.close();
        throw convert(error);
      }
    },
    async close() {
      if (channel.closed) return;
      try {
        await channel.shutdown();
      } catch (error) {
        throw convert(error);
      } finally {
        channel.close();
      }
    },
    abort() {
      channel.close();
    },
  });
}

module.exports = { readableOf, writableOf };
