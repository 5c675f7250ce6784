'use strict';

// Responses that come from files: read piece by piece, as fast as the client takes them.

const {
  codes: {
    ERR_HTTP2_HEADERS_SENT,
    ERR_HTTP2_INVALID_STREAM,
    ERR_HTTP2_PAYLOAD_FORBIDDEN,
    ERR_HTTP2_SEND_FILE,
    ERR_HTTP2_SEND_FILE_NOSEEK,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
  },
} = require('ext/base/errors');
const fs = require('node/fs');
const { Buffer } = require('node/buffer');
const { O_TRAILERS, KIND_BYTES } = require('ext/http2/engine');
const { NghttpError } = require('ext/http2/errors');
const { RESPONSE, encodeHeaders } = require('ext/http2/headers');
const { checkObject } = require('ext/http2/settings');
const { completeObject, isEmpty } = require('node/internal/http2/server_stream');
const { kSession, kUpdateTimer } = require('node/internal/net/symbols');
const { kState, kEngine } = require('node/internal/http2/symbols');
const { debugStream } = require('node/internal/http2/debug');

const PIECE = 65536;
const INTERNAL_ERROR = 2;

const closeFd = (fd) =>
  fs.close(fd, (error) => {
    if (error) throw error;
  });

/** Reads a descriptor into a stream; in the stream's state as `file` while it does. */
class FileSource {
  #stream;
  #fd;
  #owns;
  #position;
  #left;
  #reading = false;
  #stopped = false;

  /** @param {number} position -1 for where the descriptor is; @param {number} length -1 for all of it */
  constructor(stream, fd, owns, position, length) {
    this.#stream = stream;
    this.#fd = fd;
    this.#owns = owns;
    this.#position = position < 0 ? null : position;
    this.#left = length < 0 ? Infinity : length;
  }

  /** What was read is out, or could not be written: reads on. */
  next(status = 0) {
    if (this.#stopped) return;
    if (status < 0) {
      this.stop();
      return;
    }
    if (this.#left === 0) {
      this.#end();
      return;
    }
    this.#reading = true;
    const piece = Buffer.allocUnsafeSlow(Math.min(PIECE, this.#left));
    fs.read(this.#fd, piece, 0, piece.length, this.#position, (error, count) =>
      this.#onRead(error, piece, count),
    );
  }

  #onRead(error, piece, count) {
    this.#reading = false;
    if (this.#stopped) {
      this.#release();
      return;
    }
    const stream = this.#stream;
    if (error) {
      this.stop();
      stream.close(INTERNAL_ERROR);
      return;
    }
    if (count === 0) {
      this.#end();
      return;
    }
    this.#left -= count;
    if (this.#position !== null) this.#position += count;
    stream[kUpdateTimer]();
    const state = stream[kState];
    const bytes = count === piece.length ? piece : piece.subarray(0, count);
    const written = stream[kSession][kEngine]?.write(state.id, bytes, KIND_BYTES, true) ?? -1;
    if (written < 0) {
      this.stop();
      return;
    }
    state.writing += written;
    stream[kSession][kState].writing += written;
    if (this.#left === 0) stream[kSession][kEngine].end(state.id);
  }

  #end() {
    const stream = this.#stream;
    stream[kSession]?.[kEngine]?.end(stream[kState].id);
    this.stop();
  }

  /** Lets go of the descriptor; idempotent. */
  stop() {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#stream[kState].file = null;
    if (!this.#reading) this.#release();
  }

  #release() {
    if (this.#owns) closeFd(this.#fd);
  }
}

/** The body is the file's: the Writable side has nothing to say. */
function send(stream, fd, owns, headers, offset, length, flags) {
  const state = stream[kState];
  const session = stream[kSession];
  state.headersSent = true;
  let fields;
  try {
    fields = encodeHeaders(headers, RESPONSE, session[kState].strict);
  } catch (error) {
    if (owns) closeFd(fd);
    stream.destroy(error);
    return;
  }
  state.sentHeaders = headers;
  stream._final = null;
  stream.end();
  const result = session[kEngine].respond(state.id, fields, flags);
  if (result < 0) {
    if (owns) closeFd(fd);
    stream.destroy(new NghttpError(result));
    return;
  }
  state.file = new FileSource(stream, fd, owns, offset, length);
  state.file.next();
}

/** What both kinds of response check first. */
function prepare(stream, given, headers) {
  checkObject(given, 'options');
  const options = { ...given };
  for (const name of ['offset', 'length']) {
    if (options[name] !== undefined && typeof options[name] !== 'number') {
      throw new ERR_INVALID_ARG_VALUE(`options.${name}`, options[name]);
    }
  }
  if (options.statCheck !== undefined && typeof options.statCheck !== 'function') {
    throw new ERR_INVALID_ARG_VALUE('options.statCheck', options.statCheck);
  }
  if (options.waitForTrailers) stream[kState].wantsTrailers = true;
  return { options, headers, flags: options.waitForTrailers ? O_TRAILERS : 0 };
}

function checkStream(stream) {
  if (stream.destroyed || stream.closed) throw new ERR_HTTP2_INVALID_STREAM();
  if (stream.headersSent) throw new ERR_HTTP2_HEADERS_SENT();
}

function complete(stream, headers, options) {
  const { headers: all, status } = completeObject(headers, options);
  if (isEmpty(status) || stream.headRequest) throw new ERR_HTTP2_PAYLOAD_FORBIDDEN(status);
  return all;
}

/** @see ServerHttp2Stream.respondWithFD */
function respondWithFD(stream, fd, given, givenOptions) {
  checkStream(stream);
  const { options, flags } = prepare(stream, givenOptions);
  if (typeof fd === 'object' && fd !== null && typeof fd.fd === 'number') fd = fd.fd;
  else if (typeof fd !== 'number') throw new ERR_INVALID_ARG_TYPE('fd', ['number', 'FileHandle'], fd);
  debugStream(stream, 'initiating response from fd');
  stream[kUpdateTimer]();
  const headers = complete(stream, given, options);
  if (options.statCheck === undefined) {
    send(stream, fd, false, headers, options.offset ?? 0, options.length ?? -1, flags);
    return;
  }
  fs.fstat(fd, (error, stat) => {
    if (error) {
      stream.destroy(error);
      return;
    }
    if (stream.destroyed || stream.closed) {
      stream.destroy(new ERR_HTTP2_INVALID_STREAM());
      return;
    }
    const range = { offset: options.offset ?? 0, length: options.length ?? -1 };
    if (options.statCheck.call(stream, stat, headers, range) === false || stream.headersSent) return;
    send(stream, fd, false, headers, range.offset | 0, range.length | 0, flags);
  });
}

/** The file is open: what of it is sent. */
function sendFile(stream, fd, stat, headers, options, flags) {
  const fail = (error) => {
    closeFd(fd);
    if (options.onError) options.onError(error);
    else stream.destroy(error);
  };
  if (!stat.isFile()) {
    const ranged = options.offset !== undefined || options.length !== undefined;
    if (stat.isDirectory()) return fail(new ERR_HTTP2_SEND_FILE());
    if (ranged) return fail(new ERR_HTTP2_SEND_FILE_NOSEEK());
    options.offset = -1;
    options.length = -1;
  }
  if (stream.destroyed || stream.closed) {
    closeFd(fd);
    stream.destroy(new ERR_HTTP2_INVALID_STREAM());
    return undefined;
  }
  const range = { offset: options.offset ?? 0, length: options.length ?? -1 };
  if (options.statCheck?.call(stream, stat, headers, range) === false || stream.headersSent) {
    closeFd(fd);
    return undefined;
  }
  if (stat.isFile()) {
    const rest = stat.size - range.offset;
    range.length = range.length < 0 ? rest : Math.min(rest, range.length);
    headers['content-length'] = range.length;
  }
  send(stream, fd, true, headers, range.offset, range.length, flags);
  return undefined;
}

/** @see ServerHttp2Stream.respondWithFile */
function respondWithFile(stream, path, given, givenOptions) {
  checkStream(stream);
  const { options, flags } = prepare(stream, givenOptions);
  debugStream(stream, 'initiating response from file');
  stream[kUpdateTimer]();
  const headers = complete(stream, given, options);
  const fail = (error) => {
    if (options.onError) options.onError(error);
    else stream.destroy(error);
  };
  fs.open(path, 'r', (error, fd) => {
    if (error) {
      fail(error);
      return;
    }
    if (stream.destroyed || stream.closed) {
      closeFd(fd);
      return;
    }
    fs.fstat(fd, (statError, stat) => {
      if (statError) {
        closeFd(fd);
        fail(statError);
        return;
      }
      sendFile(stream, fd, stat, headers, options, flags);
    });
  });
}

module.exports = { respondWithFD, respondWithFile };
