'use strict';

// Streams that are moved to another thread, or into a clone: https://streams.spec.whatwg.org/#transferable-streams
// What stays is piped, through ports, into what arrives. Messages are { type, value }: 'pull' (the reader wants a
// chunk), 'chunk', 'close', 'error'.

const { ReadableStream, slotsOfStream: readableSlots } = require('ext/streams/readable');
const { WritableStream, slotsOfStream: writableSlots } = require('ext/streams/writable');
const { pipeTo } = require('ext/streams/pipe');
const { joinStreams } = require('ext/streams/transform');
const { handled } = require('ext/streams/common');
const { MessageChannel } = require('ext/events/message_channel');
const { cloneError } = require('ext/events/clone');

const PIPE = { preventAbort: false, preventCancel: false, preventClose: false, signal: undefined };
const LAZY = { highWaterMark: 0 };

/** Stream -> what of it is on its way: from listing what is moved along until it is moved. */
const leaving = new WeakMap();

/** One end of the ports between two streams. They let the process end until somebody waits for what comes. */
class End {
  #port;
  #isOpen = true;

  constructor(port, onMessage) {
    this.#port = port;
    port.on('message', ({ type, value }) => {
      if (this.#isOpen) onMessage(type, value);
    });
    port.on('messageerror', () => {
      if (!this.#isOpen) return;
      const error = cloneError('Found invalid object in a transferred stream');
      this.fail(error);
      onMessage('error', error);
    });
    port.unref();
  }

  /** Something is waited for. */
  hold() {
    if (this.#isOpen) this.#port.ref();
  }

  /** @throws {DOMException} DataCloneError; the other side learns of it */
  send(type, value) {
    if (!this.#isOpen) return;
    try {
      this.#port.postMessage({ type, value });
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  /** Tells the other side of an error, which is lost where it cannot be cloned, and closes. */
  fail(error) {
    if (!this.#isOpen) return;
    try {
      this.#port.postMessage({ type: 'error', value: error });
    } catch {
      this.#port.postMessage({ type: 'error', value: undefined });
    }
    this.close();
  }

  close() {
    this.#isOpen = false;
    this.#port.close();
  }
}

/** What the other side writes. */
function readableOf(port, holds) {
  let controller;
  const end = new End(port, (type, value) => {
    if (type === 'chunk') {
      controller.enqueue(value);
      return;
    }
    end.close();
    if (type === 'close') controller.close();
    else controller.error(value);
  });
  const source = {
    start(given) {
      controller = given;
    },
    pull() {
      if (holds) end.hold();
      end.send('pull');
    },
    cancel: (reason) => end.fail(reason),
  };
  return new ReadableStream(source, LAZY);
}

/** What the other side reads. */
function writableOf(port, holds) {
  let controller;
  let wanted = Promise.withResolvers();
  const end = new End(port, (type, value) => {
    if (type === 'error') {
      end.close();
      controller.error(value);
    }
    wanted.resolve();
  });
  return new WritableStream({
    start(given) {
      controller = given;
    },
    async write(chunk) {
      if (holds) end.hold();
      await wanted.promise;
      wanted = Promise.withResolvers();
      end.send('chunk', chunk);
    },
    close() {
      end.send('close');
      end.close();
    },
    abort: (reason) => end.fail(reason),
  });
}

/** The port through which a stream goes on; none where it is locked. */
function listReadable(stream) {
  if (stream.locked) return [];
  const { port1, port2 } = new MessageChannel();
  leaving.set(stream, { port: port2, begin: () => pipe(stream, writableOf(port1, false)) });
  return [port2];
}

function listWritable(stream) {
  if (stream.locked) return [];
  const { port1, port2 } = new MessageChannel();
  leaving.set(stream, { port: port2, begin: () => pipe(readableOf(port1, false), stream) });
  return [port2];
}

function pipe(readable, writable) {
  handled(pipeTo(readableSlots(readable), writableSlots(writable), PIPE));
}

function move(stream, name) {
  const way = leaving.get(stream);
  if (way === undefined) throw cloneError(`Cannot transfer a locked ${name}`);
  leaving.delete(stream);
  way.begin();
  return { data: { port: way.port }, deserializeInfo: `ext/streams/transfer:arrive${name}` };
}

/** By class: what is moved along with a stream, and what is sent of it. */
const ways = {
  ReadableStream: { list: listReadable, move: (stream) => move(stream, 'ReadableStream') },
  WritableStream: { list: listWritable, move: (stream) => move(stream, 'WritableStream') },
  TransformStream: {
    list: ({ readable, writable }) => [readable, writable],
    move: ({ readable, writable }) => ({
      data: { readable, writable },
      deserializeInfo: 'ext/streams/transfer:arriveTransformStream',
    }),
  },
};

module.exports = {
  ways,
  arriveReadableStream: ({ port }) => readableOf(port, true),
  arriveWritableStream: ({ port }) => writableOf(port, true),
  arriveTransformStream: ({ readable, writable }) => joinStreams(readable, writable),
};
