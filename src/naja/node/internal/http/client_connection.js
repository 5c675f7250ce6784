'use strict';

/** A client's socket while it serves a request: what comes in, and what goes wrong. */

const { RESPONSE, I_KEEP_ALIVE, I_UPGRADE, completeError } = require('ext/http/parser');
const { FastBuffer } = require('node/internal/buffer_pool');
const { ConnResetException } = require('ext/base/errors');
const { nextTick } = require('ext/timers/ticks');
const {
  IncomingMessage,
  kDetachAbortSignal,
  readStart,
  readStop,
  internals,
} = require('node/_http_incoming');
const {
  calculateLenientFlags,
  freeParser,
  kIncomingMessage,
  kSkipPendingData,
  parsers,
} = require('node/_http_common');
const { kNeedDrain } = require('node/internal/http/symbols');
const observed = require('ext/performance/observed');
const observers = require.lazy('node/internal/http/observers');
const diagnostics = require.lazy('node/diagnostics_channel');

const { setBlock, setTrailers, endMessage } = internals;

const MAX_FIELDS = 1000;

let channels;
/** The diagnostics channels of requests. */
function getChannels() {
  channels ??= {
    created: diagnostics().channel('http.client.request.created'),
    start: diagnostics().channel('http.client.request.start'),
    error: diagnostics().channel('http.client.request.error'),
    finish: diagnostics().channel('http.client.response.finish'),
  };
  return channels;
}

function emitErrorEvent(request, error) {
  const { error: channel } = getChannels();
  if (channel.hasSubscribers) channel.publish({ request, error });
  request.emit('error', error);
}

/** 100, 102 to 199: another response follows. */
function isInformational(status) {
  return status >= 100 && status < 200 && status !== 101;
}

/* ---------------------------------------------------------------- what the parser finds */

const handler = {
  onHeaders(info, status, reason, block, parser) {
    const { socket } = parser;
    const Message = socket?.server?.[kIncomingMessage] || IncomingMessage;
    const res = (parser.incoming = new Message(socket));
    const req = parser.outgoing;
    res.httpVersionMajor = (info >> 8) & 15;
    res.httpVersionMinor = (info >> 12) & 15;
    res.httpVersion = `${res.httpVersionMajor}.${res.httpVersionMinor}`;
    res.joinDuplicateHeaders = req.joinDuplicateHeaders;
    res.upgrade = (info & I_UPGRADE) !== 0;
    res.statusCode = status;
    res.statusMessage = reason;
    setBlock(res, block);
    return onResponse(parser, socket, res, (info & I_KEEP_ALIVE) !== 0);
  },

  onBody(bytes, parser) {
    const res = parser.incoming;
    if (res === null || res[kSkipPendingData] || res._dumped) return;
    if (!res.push(new FastBuffer(bytes.buffer))) readStop(parser.socket);
  },

  onComplete(trailers, parser) {
    const res = parser.incoming;
    if (res !== null && !res[kSkipPendingData]) {
      res.complete = true;
      if (trailers !== undefined) setTrailers(res, trailers);
      endMessage(res);
    }
    readStart(parser.socket);
  },

  onExecute() {},
  onIdle() {},
};

/** A head has come. Answers as onHeaders does. */
function onResponse(parser, socket, res, shouldKeepAlive) {
  const req = socket._httpMessage;
  if (req.res) {
    // A second response to one request: the connection is of no more use.
    socket.destroy();
    if (socket.parser) {
      parser.incoming = req.res;
      req.res[kSkipPendingData] = true;
    }
    return 0;
  }
  req.res = res;
  if (res.upgrade) return 2;
  const { method } = req;
  if (method === 'CONNECT') {
    res.upgrade = true;
    return 2;
  }
  if (isInformational(res.statusCode)) {
    req.res = null;
    onInformation(req, res);
    return 1;
  }
  if (req.shouldKeepAlive && !shouldKeepAlive && !req.upgradeOrConnect) req.shouldKeepAlive = false;
  if (observed.http !== 0) observers().end(req, res.statusCode, res.statusMessage, res.headers);
  const { finish } = getChannels();
  if (finish.hasSubscribers) finish.publish({ request: req, response: res });
  res.req = req;

  // Before the program's listeners, so that the socket is taken care of in any case
  res.on('end', onResponseEnd);
  req.on('finish', onRequestFinish);
  socket.on('timeout', onResponseTimeout);
  // Where nobody listens nobody can read it.
  if (req.aborted || !req.emit('response', res)) res._dump();
  if (method === 'HEAD') return 1;
  if (res.statusCode === 304) {
    res.complete = true;
    return 1;
  }
  return 0;
}

function onInformation(req, res) {
  if (res.statusCode === 100) req.emit('continue');
  req.emit('information', {
    statusCode: res.statusCode,
    statusMessage: res.statusMessage,
    httpVersion: res.httpVersion,
    httpVersionMajor: res.httpVersionMajor,
    httpVersionMinor: res.httpVersionMinor,
    headers: res.headers,
    rawHeaders: res.rawHeaders,
  });
}

/* ---------------------------------------------------------------- the end of an exchange */

/** Gives the socket back to the agent. */
function release(req) {
  const { socket } = req;
  if (req.timeoutCb) {
    socket.setTimeout(0, req.timeoutCb);
    req.timeoutCb = null;
  }
  socket.removeListener('close', onSocketClose);
  socket.removeListener('error', onSocketError);
  socket.removeListener('data', onSocketData);
  socket.removeListener('end', onSocketEnd);
  // After the program's listeners of 'end'
  nextTick(emitFree, req);
  req.destroyed = true;
  // Who destroys the response must not hit the next one.
  if (req.res) req.res.socket = null;
}

function emitFree(req) {
  req._closed = true;
  req.emit('close');
  if (req.socket) req.socket.emit('free');
}

function onResponseEnd() {
  const { req } = this;
  const { socket } = req;
  this[kDetachAbortSignal]();
  if (socket) {
    if (req.timeoutCb) socket.removeListener('timeout', emitRequestTimeout);
    socket.removeListener('timeout', onResponseTimeout);
  }
  req._ended = true;
  if (!req.shouldKeepAlive) {
    if (!socket.writable) return;
    if (typeof socket.destroySoon === 'function') socket.destroySoon();
    else socket.end();
  } else if (req.writableFinished && !this.aborted) {
    // Nothing of the request waits in the socket any more.
    release(req);
  }
}

/** The response was there before the request was out. */
function onRequestFinish() {
  if (this.shouldKeepAlive && this._ended && !this.destroyed) release(this);
}

function onResponseTimeout() {
  this._httpMessage?.res?.emit('timeout');
}

function emitRequestTimeout() {
  this._httpMessage?.emit('timeout');
}

/** The request gets the socket's 'timeout'. */
function listenSocketTimeout(req) {
  if (req.timeoutCb) return;
  req.timeoutCb = emitRequestTimeout;
  if (req.socket) req.socket.once('timeout', emitRequestTimeout);
  else req.on('socket', (socket) => socket.once('timeout', emitRequestTimeout));
}

/* ---------------------------------------------------------------- the socket's events */

function finishParser(socket, req) {
  const { parser } = socket;
  if (!parser) return;
  parser.finish();
  freeParser(parser, req, socket);
}

function stopReading(socket) {
  socket.removeListener('data', onSocketData);
  socket.removeListener('end', onSocketEnd);
}

function onSocketDrain() {
  const req = this._httpMessage;
  if (req && !req.finished && req[kNeedDrain]) {
    req[kNeedDrain] = false;
    req.emit('drain');
  }
}

function onSocketClose() {
  const req = this._httpMessage;
  const { parser } = this;
  const { res } = req;
  req.destroyed = true;
  if (res) {
    if (!res.complete) res.destroy(new ConnResetException('aborted'));
    req._closed = true;
    req.emit('close');
    if (!res.aborted && res.readable) res.push(null);
  } else {
    if (!req.socket._hadError) {
      req.socket._hadError = true;
      emitErrorEvent(req, new ConnResetException('socket hang up'));
    }
    req._closed = true;
    req.emit('close');
  }
  // What was to be sent never will be.
  if (req.outputData?.length > 0) req.outputData.length = 0;
  if (parser) {
    parser.finish();
    freeParser(parser, req, this);
  }
}

function onSocketError(error) {
  const req = this._httpMessage;
  if (req) {
    this._hadError = true;
    emitErrorEvent(req, error);
  }
  finishParser(this, req);
  stopReading(this);
  this.destroy();
}

function onSocketEnd() {
  const req = this._httpMessage;
  if (!req.res && !req.socket._hadError) {
    req.socket._hadError = true;
    emitErrorEvent(req, new ConnResetException('socket hang up'));
  }
  finishParser(this, req);
  this.destroy();
}

function onSocketData(data) {
  const req = this._httpMessage;
  const { parser } = this;
  const result = parser.execute(data);
  if (typeof result === 'object') {
    completeError(result, data);
    freeParser(parser, req, this);
    stopReading(this);
    this.destroy();
    req.socket._hadError = true;
    emitErrorEvent(req, result);
  } else if (parser.incoming?.upgrade) {
    onUpgrade(this, req, parser, data.slice(result, data.length));
  } else if (parser.incoming?.complete && !isInformational(parser.incoming.statusCode)) {
    stopReading(this);
    this.removeListener('drain', onSocketDrain);
    freeParser(parser, req, this);
  }
}

/** The connection goes over to another protocol. */
function onUpgrade(socket, req, parser, head) {
  const res = parser.incoming;
  req.res = res;
  stopReading(socket);
  socket.removeListener('drain', onSocketDrain);
  if (req.timeoutCb) socket.removeListener('timeout', req.timeoutCb);
  socket.removeListener('timeout', onResponseTimeout);
  parser.finish();
  freeParser(parser, req, socket);

  const event = req.method === 'CONNECT' ? 'connect' : 'upgrade';
  if (req.listenerCount(event) === 0) {
    socket.destroy();
    return;
  }
  req.upgradeOrConnect = true;
  socket.emit('agentRemove');
  socket.removeListener('close', onSocketClose);
  socket.removeListener('error', onSocketError);
  socket._httpMessage = null;
  socket.readableFlowing = null;
  req.emit(event, res, socket, head);
  req.destroyed = true;
  req._closed = true;
  req.emit('close');
}

/** The request has its socket: speaks HTTP on it. */
function attach(req, socket) {
  const parser = parsers.alloc();
  req.socket = socket;
  parser.open(
    RESPONSE,
    handler,
    req.maxHeaderSize || 0,
    calculateLenientFlags(req.httpValidation, req.insecureHTTPParser),
    typeof req.maxHeadersCount === 'number' ? req.maxHeadersCount : MAX_FIELDS,
  );
  parser.socket = socket;
  parser.outgoing = req;
  req.parser = parser;
  socket.parser = parser;
  socket._httpMessage = req;
  socket.on('data', onSocketData);
  socket.on('end', onSocketEnd);
  socket.on('close', onSocketClose);
  socket.on('drain', onSocketDrain);
  if (req.timeout !== undefined || req.agent?.options?.timeout) listenSocketTimeout(req);
  req.emit('socket', socket);
}

module.exports = { attach, onSocketError, listenSocketTimeout, emitErrorEvent, getChannels };
