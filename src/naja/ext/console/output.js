'use strict';

/**
 * Where the console's text goes. As long as nobody has looked at `process.stdout` (or stderr) the text is written
 * straight to the descriptor, which is what the stream would do for a file, a terminal or a pipe; no stream is made.
 */

const process = require('node/process');
const errors = require.lazy('ext/base/errors');
const { write } = binding('bootstrap');

const UV_TTY = 14;

function noop() {}

const getterOf = (name) => Object.getOwnPropertyDescriptor(process, name)?.get;

class StandardOutput {
  #fd;
  #name;
  #untouched;
  #stream;
  #terminal;

  constructor(fd, name) {
    this.#fd = fd;
    this.#name = name;
    // A worker's output goes to its parent: no descriptor of its own.
    const { options } = binding('bootstrap');
    this.#untouched = options.worker ? undefined : getterOf(name);
  }

  /** The stream, made now if it was not. */
  get stream() {
    this.#stream ??= process[this.#name];
    return this.#stream;
  }

  set stream(value) {
    this.#stream = value;
  }

  /** Whether no stream has been made yet. */
  get isRaw() {
    if (this.#stream !== undefined || this.#untouched === undefined) return false;
    if (getterOf(this.#name) === this.#untouched) return true;
    this.#stream = process[this.#name];
    return false;
  }

  /** Whether the descriptor is a terminal; asked without a stream. */
  get isTerminal() {
    if (binding('bootstrap').options.embedded?.redirects) return false;
    this.#terminal ??= binding('net').guessHandleType(this.#fd) === UV_TTY;
    return this.#terminal;
  }

  /** Writes text straight to the descriptor. */
  writeRaw(text) {
    write(this.#fd, text);
  }
}

/** What a stream's write calls back: an error that nobody listens for is no reason to end the process. */
function makeErrorHandler(stream) {
  return (error) => {
    if (error == null || stream._writableState?.errorEmitted) return;
    if (stream.listenerCount('error') === 0) stream.once('error', noop);
  };
}

/** Writes a line to a stream, swallowing its errors if `ignoreErrors`. */
function writeToStream(stream, text, ignoreErrors, errorHandler) {
  if (!ignoreErrors) return stream.write(text);
  try {
    // Errors may come at once (files, terminals) or later (pipes, sockets).
    if (stream.listenerCount('error') === 0) {
      stream.once('error', noop);
    }
    stream.write(text, errorHandler);
  } catch (error) {
    // Only a stack overflow says something about the caller.
    if (errors().isStackOverflowError(error)) throw error;
  } finally {
    stream.removeListener('error', noop);
  }
  return undefined;
}

module.exports = { makeErrorHandler, StandardOutput, writeToStream };
