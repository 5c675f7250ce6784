'use strict';

// Http2ServerRequest: a stream as http.IncomingMessage has it.

const {
  codes: { ERR_INVALID_ARG_VALUE },
} = require('ext/base/errors');
const { validateString } = require('ext/base/validators');
const { nextTick } = require('ext/timers/ticks');
const { Readable } = require('node/stream');
const { authorityOf } = require('ext/http2/headers');
const { kRequest, kProxySocket } = require('node/internal/http2/symbols');
const { streamSocketHandler } = require('node/internal/http2/compat_socket');

/** Of a request: what its stream's events do to it. */
const kMessage = Symbol('message');

// The listeners that every stream gets: one function each, not one per request.

function onData(chunk) {
  const request = this[kRequest];
  if (request !== undefined && !request.push(chunk)) this.pause();
}

function onTrailers(trailers, flags, raw) {
  const message = this[kRequest]?.[kMessage];
  if (message === undefined) return;
  Object.assign(message.trailers, trailers);
  message.rawTrailers.push(...raw);
}

function onEnd() {
  this[kRequest]?.push(null);
}

/** Errors are the stream's; one that nobody listens for must not end the process. */
function onError() {}

function onAborted() {
  const request = this[kRequest];
  if (request === undefined || request[kMessage].closed) return;
  request[kMessage].aborted = true;
  request.emit('aborted');
}

function onClose() {
  const request = this[kRequest];
  if (request === undefined) return;
  const message = request[kMessage];
  message.closed = true;
  request.push(null);
  // So that 'end' comes although nobody has read anything.
  if (!message.didRead && !request._readableState.resumeScheduled) request.resume();
  this[kProxySocket] = null;
  this[kRequest] = undefined;
  request.emit('close');
}

function onTimeout() {
  this[kRequest]?.emit('timeout');
}

function onPause() {
  this[kMessage].stream.pause();
}

function onResume() {
  this[kMessage].stream.resume();
}

const resume = (stream) => stream.resume();

class Http2ServerRequest extends Readable {
  constructor(stream, headers, options, rawHeaders) {
    super({ autoDestroy: false, ...options });
    this[kMessage] = {
      stream,
      headers,
      rawHeaders,
      trailers: {},
      rawTrailers: [],
      aborted: false,
      closed: false,
      didRead: false,
    };
    stream[kProxySocket] = null;
    stream[kRequest] = this;
    stream.on('trailers', onTrailers);
    stream.on('end', onEnd);
    stream.on('error', onError);
    stream.on('aborted', onAborted);
    stream.on('close', onClose);
    stream.on('timeout', onTimeout);
    this.on('pause', onPause);
    this.on('resume', onResume);
  }

  get aborted() {
    return this[kMessage].aborted;
  }

  get complete() {
    const { aborted, closed, stream } = this[kMessage];
    return aborted || this.readableEnded || closed || stream.destroyed;
  }

  get stream() {
    return this[kMessage].stream;
  }

  get headers() {
    return this[kMessage].headers;
  }

  get rawHeaders() {
    return this[kMessage].rawHeaders;
  }

  get trailers() {
    return this[kMessage].trailers;
  }

  get rawTrailers() {
    return this[kMessage].rawTrailers;
  }

  get httpVersionMajor() {
    return 2;
  }

  get httpVersionMinor() {
    return 0;
  }

  get httpVersion() {
    return '2.0';
  }

  get socket() {
    const { stream } = this[kMessage];
    if (stream[kProxySocket] === null) stream[kProxySocket] = new Proxy(stream, streamSocketHandler);
    return stream[kProxySocket];
  }

  get connection() {
    return this.socket;
  }

  _read() {
    const message = this[kMessage];
    if (message.didRead) {
      nextTick(resume, message.stream);
    } else {
      message.didRead = true;
      message.stream.on('data', onData);
    }
  }

  get method() {
    return this[kMessage].headers[':method'];
  }

  set method(method) {
    validateString(method, 'method');
    if (method.trim() === '') throw new ERR_INVALID_ARG_VALUE('method', method);
    this[kMessage].headers[':method'] = method;
  }

  get authority() {
    return authorityOf(this[kMessage].headers);
  }

  get scheme() {
    return this[kMessage].headers[':scheme'];
  }

  get url() {
    return this[kMessage].headers[':path'];
  }

  set url(url) {
    this[kMessage].headers[':path'] = url;
  }

  /** 'timeout' after so long without traffic. @returns {this} */
  setTimeout(msecs, callback) {
    const { closed, stream } = this[kMessage];
    if (!closed) stream.setTimeout(msecs, callback);
    return this;
  }
}

module.exports = { Http2ServerRequest };
