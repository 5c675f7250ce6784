'use strict';

// ServerHttp2Stream: a request, and the response to it.

const {
  codes: {
    ERR_HTTP2_HEADERS_AFTER_RESPOND,
    ERR_HTTP2_HEADERS_SENT,
    ERR_HTTP2_INVALID_INFO_STATUS,
    ERR_HTTP2_INVALID_STREAM,
    ERR_HTTP2_NESTED_PUSH,
    ERR_HTTP2_OUT_OF_STREAMS,
    ERR_HTTP2_PUSH_DISABLED,
    ERR_HTTP2_STATUS_101,
    ERR_HTTP2_STATUS_INVALID,
    ERR_INVALID_ARG_VALUE,
  },
} = require('ext/base/errors');
const { validateFunction } = require('ext/base/validators');
const { nextTick } = require('ext/timers/ticks');
const { utcDate } = require('ext/http/date');
const { O_END, O_TRAILERS, M_HEAD } = require('ext/http2/engine');
const { NghttpError } = require('ext/http2/errors');
const { REQUEST, RESPONSE, authorityOf, encodeHeaders, sensitiveHeaders } = require('ext/http2/headers');
const { checkObject } = require('ext/http2/settings');
const { Http2Stream } = require('node/internal/http2/stream');
const { kSession, kUpdateTimer } = require('node/internal/net/symbols');
const { kState, kEngine, kInit, kProceed } = require('node/internal/http2/symbols');
const { debugStream } = require('node/internal/http2/debug');
const channels = require('node/internal/http2/channels');
const performance = require('node/internal/http2/performance');
const files = require.lazy('node/internal/http2/files');

/** Answers that have no body. */
const isEmpty = (status) => status === 204 || status === 205 || status === 304;

/** @throws {ERR_HTTP2_STATUS_INVALID|ERR_INVALID_ARG_VALUE} */
function checkResponse(headers, status) {
  if (status < 200 || status > 599) throw new ERR_HTTP2_STATUS_INVALID(status);
  const secrets = headers[sensitiveHeaders];
  if (secrets !== undefined && !Array.isArray(secrets)) {
    throw new ERR_INVALID_ARG_VALUE('headers[http2.neverIndex]', secrets);
  }
}

const wantsDate = (options) => options.sendDate == null || options.sendDate;

/** A copy of a response's headers with status and date. */
function completeObject(given, options) {
  checkObject(given, 'headers', ['Object', 'Array']);
  const headers = { __proto__: null };
  if (given != null) {
    for (const name of Object.keys(given)) headers[name] = given[name];
    headers[sensitiveHeaders] = given[sensitiveHeaders];
  }
  const status = (headers[':status'] = headers[':status'] | 0 || 200);
  if (headers.date == null && wantsDate(options)) headers.date = utcDate();
  checkResponse(headers, status);
  return { headers, status };
}

/** The same for [name, value, ...], which is changed. */
function completeArray(headers, options) {
  let status;
  let hasDate = false;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i].toLowerCase();
    if (name === ':status') status = headers[i + 1] | 0;
    else if (name === 'date') hasDate = true;
  }
  if (!status) {
    status = 200;
    headers.unshift(':status', status);
  }
  if (!hasDate && wantsDate(options)) headers.push('date', utcDate());
  checkResponse(headers, status);
  return { headers, status };
}

class ServerHttp2Stream extends Http2Stream {
  #scheme;
  #authority;

  constructor(session, id, headers) {
    super(session, {});
    this.#scheme = headers[':scheme'];
    this.#authority = authorityOf(headers);
    performance.beginStream(session, this);
    this[kInit](id);
  }

  get pushAllowed() {
    return (
      !this.destroyed &&
      !this.closed &&
      !this.session.closed &&
      !this.session.destroyed &&
      this[kSession].remoteSettings.enablePush
    );
  }

  /**
   * Promises the client a stream that it did not ask for.
   * @param {object} headers of the request that it answers
   * @param {object} [options] endStream
   * @param {function(Error, ServerHttp2Stream, object)} callback
   */
  pushStream(headers, options, callback) {
    if (!this.pushAllowed) throw new ERR_HTTP2_PUSH_DISABLED();
    if (this.id % 2 === 0) throw new ERR_HTTP2_NESTED_PUSH();
    debugStream(this, 'initiating push stream');
    this[kUpdateTimer]();
    if (typeof options === 'function') {
      callback = options;
      options = undefined;
    }
    validateFunction(callback, 'callback');
    checkObject(options, 'options');
    checkObject(headers, 'headers');
    headers = Object.assign({ __proto__: null }, headers);
    if (headers[':method'] === undefined) headers[':method'] = 'GET';
    if (authorityOf(headers) === undefined) headers[':authority'] = this.#authority;
    if (headers[':scheme'] === undefined) headers[':scheme'] = this.#scheme;
    if (headers[':path'] === undefined) headers[':path'] = '/';
    const isHead = headers[':method'] === 'HEAD';

    const session = this[kSession];
    const fields = encodeHeaders(headers, REQUEST, session[kState].strict);
    const id = session[kEngine].push(this.id, fields, isHead ? M_HEAD : 0);
    if (id < 0) {
      let error;
      if (id === -509) error = new ERR_HTTP2_OUT_OF_STREAMS();
      else if (id === -510) error = new ERR_HTTP2_INVALID_STREAM();
      else error = new NghttpError(id);
      nextTick(callback, error);
      return;
    }
    const stream = new ServerHttp2Stream(session, id, headers);
    stream[kState].sentHeaders = headers;
    stream.push(null);
    if (isHead || options?.endStream) stream.end();
    if (isHead) stream[kState].headRequest = true;
    nextTick(() => {
      channels.publish('server.stream.start', stream, { headers });
      callback(null, stream, headers, 0);
    });
    channels.publish('server.stream.created', stream, { headers });
  }

  /**
   * Begins the response.
   * @param {object|Array<string>} [given] headers by name, or [name, value, ...]
   * @param {object} [options] endStream, waitForTrailers, sendDate
   * @throws {ERR_HTTP2_INVALID_STREAM|ERR_HTTP2_HEADERS_SENT} and what wrong headers bring about
   */
  respond(given, options) {
    if (this.destroyed || this.closed) throw new ERR_HTTP2_INVALID_STREAM();
    const state = this[kState];
    if (state.headersSent) throw new ERR_HTTP2_HEADERS_SENT();
    checkObject(options, 'options');
    options ??= {};
    debugStream(this, 'initiating response');
    this[kUpdateTimer]();
    const endStream = Boolean(options.endStream);
    if (options.waitForTrailers) state.wantsTrailers = true;

    const isList = Array.isArray(given);
    const { headers, status } = isList ? completeArray(given, options) : completeObject(given, options);
    if (isList) state.sentRaw = headers;
    else state.sentHeaders = headers;
    const session = this[kSession];
    const fields = encodeHeaders(headers, RESPONSE, session[kState].strict);
    state.headersSent = true;
    if (endStream || isEmpty(status) || state.headRequest) this.end();

    const flags = (endStream ? O_END : 0) | (options.waitForTrailers ? O_TRAILERS : 0);
    const result = session[kEngine].respond(state.id, fields, flags);
    if (result < 0) this.destroy(new NghttpError(result));
    else channels.publish('server.stream.finish', this, { headers, flags: 0 });
  }

  /**
   * Responds with what a descriptor reads.
   * @param {number|FileHandle} fd stays open
   * @param {object} [headers]
   * @param {object} [options] offset, length, statCheck, waitForTrailers
   */
  respondWithFD(fd, headers, options) {
    files().respondWithFD(this, fd, headers, options);
  }

  /**
   * Responds with a regular file.
   * @param {string|Buffer|URL} path
   * @param {object} [headers]
   * @param {object} [options] offset, length, statCheck, onError, waitForTrailers
   */
  respondWithFile(path, headers, options) {
    files().respondWithFile(this, path, headers, options);
  }

  /**
   * Sends informational headers.
   * @param {object} headers :status 100 to 199
   */
  additionalHeaders(headers) {
    if (this.destroyed || this.closed) throw new ERR_HTTP2_INVALID_STREAM();
    const state = this[kState];
    if (state.headersSent) throw new ERR_HTTP2_HEADERS_AFTER_RESPOND();
    checkObject(headers, 'headers');
    headers = Object.assign({ __proto__: null }, headers);
    debugStream(this, 'sending additional headers');
    if (headers[':status'] != null) {
      const status = (headers[':status'] |= 0);
      if (status === 101) throw new ERR_HTTP2_STATUS_101();
      if (status < 100 || status >= 200) throw new ERR_HTTP2_INVALID_INFO_STATUS(status);
    }
    this[kUpdateTimer]();
    const session = this[kSession];
    const fields = encodeHeaders(headers, RESPONSE, session[kState].strict);
    if (state.sentInfo) state.sentInfo.push(headers);
    else state.sentInfo = [headers];
    const result = session[kEngine].info(state.id, fields);
    if (result < 0) this.destroy(new NghttpError(result));
  }
}

ServerHttp2Stream.prototype[kProceed] = ServerHttp2Stream.prototype.respond;

module.exports = { ServerHttp2Stream, completeObject, isEmpty };
