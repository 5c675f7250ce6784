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

/** @returns {WritableStream} of bytes, sends FIN at its end */
function writableOf(channel, convert) {
  return new WritableStream({
    async write(chunk) {
      try {
        await channel.write(chunk);
      } catch (error) {
        throw convert(error);
      }
    },
    async close() {
      if (channel.closed) return;
      try {
        await channel.shutdown();
      } catch (error) {
        throw convert(error);
      }
    },
    abort() {
      channel.close();
    },
  });
}

module.exports = { readableOf, writableOf };
