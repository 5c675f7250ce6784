'use strict';

// node:stream/web. Each class loads when it is asked for.

const readable = require.lazy('ext/streams/readable');
const bytes = require.lazy('ext/streams/readable_bytes');
const writable = require.lazy('ext/streams/writable');
const transform = require.lazy('ext/streams/transform');
const queuing = require.lazy('ext/streams/queuing');
const text = require.lazy('ext/encoding/streams');
const compression = require.lazy('node/internal/streams/compression');
const teeing = require.lazy('ext/streams/tee');

/** What fetch() needs: the second branch gets clones of the chunks. */
function ReadableStreamTee(stream, cloneForBranch2) {
  return teeing().tee(readable().slotsOfStream(stream), cloneForBranch2);
}

const SOURCES = [
  ['ReadableStream', readable],
  ['ReadableStreamTee', () => ({ ReadableStreamTee })],
  ['ReadableStreamDefaultReader', readable],
  ['ReadableStreamBYOBReader', bytes],
  ['ReadableStreamBYOBRequest', bytes],
  ['ReadableByteStreamController', bytes],
  ['ReadableStreamDefaultController', readable],
  ['TransformStream', transform],
  ['TransformStreamDefaultController', transform],
  ['WritableStream', writable],
  ['WritableStreamDefaultWriter', writable],
  ['WritableStreamDefaultController', writable],
  ['ByteLengthQueuingStrategy', queuing],
  ['CountQueuingStrategy', queuing],
  ['TextEncoderStream', text],
  ['TextDecoderStream', text],
  ['CompressionStream', compression],
  ['DecompressionStream', compression],
];

for (const [name, load] of SOURCES) {
  Object.defineProperty(module.exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const value = load()[name];
      Object.defineProperty(module.exports, name, {
        __proto__: null,
        configurable: true,
        enumerable: true,
        writable: true,
        value,
      });
      return value;
    },
  });
}
