'use strict';

/**
 * One connection of an http.Server: the requests that come in on it, the responses that go out, in this order.
 *
 * The parser reads the socket's handle natively (see ext/http) as long as nobody else wants the bytes. A response that
 * is written in one piece goes straight to the handle; everything else takes the way through the socket's stream.
 */

const { FastBuffer } = require('node/internal/buffer_pool');
const { Socket } = require('node/internal/net/socket');
const { kTimeout, kSending } = require('node/internal/net/symbols');
const { kState } = require('node/internal/streams/state');
const { writableBits } = require('node/internal/streams/writable_state');
const {
  REQUEST,
  I_KEEP_ALIVE,
  I_UPGRADE,
  I_COMPLETE,
  I_HOST,
  I_EXPECT,
  I_BODY_FIELDS,
  A_NOTIFY,
  A_IDLE,
  completeError,
  methods,
} = require('ext/http/parser');
const contexts = require('ext/async_context/state');
const ticks = require('ext/timers/ticks');
const { readStart, readStop, internals } = require('node/_http_incoming');
const {
  kIncomingMessage,
  kSkipPendingData,
  calculateLenientFlags,
  continueExpression,
  freeParser,
  parsers,
} = require('node/_http_common');
const { attach, detach, failSocket } = require('node/internal/http/server_socket');
const { finishResponse, isObserved, closeSoon } = require('node/internal/http/server_response');
const {
  kNeedDrain,
  kUniqueHeaders,
  kConnection,
  kConnections,
  kServerResponse,
  kOptimizeEmptyRequests,
} = require('node/internal/http/symbols');
const upgrade = require.lazy('node/internal/http/upgrade');
const diagnostics = require.lazy('node/diagnostics_channel');

const { nextTick, hasTicks } = ticks;
const { setBlock, setTrailers, endMessage, closeMessage, dropMessage, hasEnded, detachSignal } = internals;

// So many header fields may come unless server.maxHeadersCount says otherwise.
const MAX_FIELDS = 1000;
// Longer waits for the next request than the parser's answer can name take the socket's own timer.
const MAX_IDLE = 2 ** 27 - 1;

/** In none of these states can bytes go past the socket's stream. */
const { kDestroyed, kErrored, kEnding, kEnded, kNeedDrain: kStreamNeedsDrain, kWriting } = writableBits;
const NOT_IDLE =
  kDestroyed | kErrored | kEnding | kEnded | kStreamNeedsDrain | kWriting | writableBits.kBuffered;

const socketWrite = Socket.prototype.write;

let channels;
function getChannels() {
  channels ??= {
    start: diagnostics().channel('http.server.request.start'),
    finish: diagnostics().channel('http.server.response.finish'),
  };
  return channels;
}

/** What a connection has in the place of its parser when it is over. */
const noParser = { id: -1, consumed: false, incoming: null, finish() {}, idle: () => false };

const msOf = (value, fallback) => (Number.isFinite(value) && value >= 0 ? value : fallback);

class ServerConnection {
  constructor(server, socket) {
    this.server = server;
    this.socket = socket;
    this.parser = parsers.alloc();
    // Requests whose responses are not out yet: the one whose turn it is, and those after it. Responses that wait for
    // their turn, and how much they hold back.
    this.request = null;
    this.incoming = [];
    this.outgoing = [];
    this.outgoingData = 0;
    this.requestsCount = 0;
    // The socket's own timer measures the time to the next request.
    this.keepAliveTimeoutSet = false;
    // While the program's request listeners run: a response that they have finished.
    this.inRequest = false;
    this.finishedResponse = null;
    // What the parser is to be told at the end of onHeaders
    this.idleTime = 0;
    this.responseOptions = {
      highWaterMark: socket.writableHighWaterMark,
      rejectNonStandardBodyWrites: server.rejectNonStandardBodyWrites,
    };
    this.onPendingData = (delta) => {
      this.outgoingData += delta;
      this.onDrain();
    };
    this.channels = getChannels();
  }

  /** Takes the socket over. */
  start() {
    const { server, socket, parser } = this;
    socket[kConnection] = this;
    if (server.timeout && typeof socket.setTimeout === 'function') socket.setTimeout(server.timeout);
    parser.open(
      REQUEST,
      this,
      server.maxHeaderSize || 0,
      calculateLenientFlags(server.httpValidation, server.insecureHTTPParser),
      typeof server.maxHeadersCount === 'number' ? server.maxHeadersCount : MAX_FIELDS,
      server[kConnections],
    );
    parser.socket = socket;
    socket.parser = parser;
    attach(socket);
    const handle = socket._handle;
    if (handle) parser.consume(handle);
    socket._paused = false;
  }

  /* -------------------------------------------------------------- what comes in */

  onHeaders(info, method, url, block, parser) {
    const { server, socket } = this;
    const Message = server[kIncomingMessage];
    const req = new Message(socket);
    parser.incoming = req;
    const major = (info >> 8) & 15;
    const minor = (info >> 12) & 15;
    req.httpVersionMajor = major;
    req.httpVersionMinor = minor;
    req.httpVersion = major === 1 && minor === 1 ? '1.1' : `${major}.${minor}`;
    req.joinDuplicateHeaders = server.joinDuplicateHeaders || null;
    req.url = url;
    req.upgrade = (info & I_UPGRADE) !== 0;
    setBlock(req, block);
    req.method = methods[method];

    if (this.keepAliveTimeoutSet) {
      socket.setTimeout(server.timeout || 0);
      this.keepAliveTimeoutSet = false;
    }
    if (socket[kTimeout]) socket._unrefTimer();
    if (req.upgrade) {
      req.upgrade = req.method === 'CONNECT' || !!server.shouldUpgradeCallback(req);
      if (req.upgrade) return A_NOTIFY;
    }

    if (this.request === null) this.request = req;
    else this.incoming.push(req);
    this.holdBack();
    const res = this.makeResponse(req, (info & I_KEEP_ALIVE) !== 0);
    if (server[kOptimizeEmptyRequests] === true && (info & I_BODY_FIELDS) === 0) closeMessage(req);
    if (socket._httpMessage) this.outgoing.push(res);
    else res.assignSocket(socket);

    this.inRequest = true;
    this.idleTime = 0;
    let threw = true;
    try {
      this.dispatch(req, res, info);
      threw = false;
    } finally {
      this.inRequest = false;
      if (threw && this.finishedResponse !== null) this.finishInTick();
    }
    // In the middle of the listeners a message is not complete yet, even if there is nothing more to come.
    if ((info & I_COMPLETE) !== 0) {
      if (!req[kSkipPendingData]) endMessage(req);
      if (socket.readableFlowing === false) readStart(socket);
    }
    if (this.finishedResponse !== null) this.finishHere();
    return (socket._paused ? A_NOTIFY : 0) | (this.idleTime << A_IDLE);
  }

  /** A response whose writer is slow: reads no further requests. */
  holdBack() {
    const { socket } = this;
    if (socket._paused) return;
    const waits = socket._writableState.needDrain || this.outgoingData >= socket.writableHighWaterMark;
    if (!waits) return;
    socket._paused = true;
    // The parser follows when it is done with what it has.
    socket.pause();
  }

  makeResponse(req, keepAlive) {
    const { server } = this;
    const res = new server[kServerResponse](req, this.responseOptions);
    res[kConnection] = this;
    res._keepAliveTimeout = server.keepAliveTimeout;
    res._maxRequestsPerSocket = server.maxRequestsPerSocket;
    res._onPendingData = this.onPendingData;
    res.shouldKeepAlive = keepAlive;
    const unique = server[kUniqueHeaders];
    if (unique !== null && unique !== undefined) res[kUniqueHeaders] = unique;
    if (this.channels.start.hasSubscribers) {
      this.channels.start.publish({ request: req, response: res, socket: this.socket, server });
    }
    return res;
  }

  /** Emits the event that a request calls for, or answers it. */
  dispatch(req, res, info) {
    const { server } = this;
    if (req.httpVersionMajor === 1 && req.httpVersionMinor === 1) {
      // RFC 9112, 3.2: no Host is a bad request.
      if ((info & I_HOST) === 0 && server.requireHostHeader && req.headers.host === undefined) {
        res.writeHead(400, ['Connection', 'close']);
        res.end();
        return;
      }
      const limit = server.maxRequestsPerSocket;
      if (typeof limit === 'number' && limit > 0) {
        this.requestsCount++;
        res.maxRequestsOnConnectionReached = limit <= this.requestsCount;
        if (limit < this.requestsCount) {
          server.emit('dropRequest', req, this.socket);
          res.writeHead(503);
          res.end();
          return;
        }
      }
      if ((info & I_EXPECT) !== 0 && req.headers.expect !== undefined) {
        this.expectation(req, res);
        return;
      }
    }
    server.emit('request', req, res);
  }

  expectation(req, res) {
    const { server } = this;
    if (continueExpression.test(req.headers.expect)) {
      res._expect_continue = true;
      if (server.listenerCount('checkContinue') > 0) {
        server.emit('checkContinue', req, res);
      } else {
        res.writeContinue();
        server.emit('request', req, res);
      }
    } else if (server.listenerCount('checkExpectation') > 0) {
      server.emit('checkExpectation', req, res);
    } else {
      res.writeHead(417);
      res.end();
    }
  }

  onBody(bytes, parser) {
    const { socket } = this;
    if (socket[kTimeout]) socket._unrefTimer();
    const req = parser.incoming;
    if (req === null || req[kSkipPendingData] || req._dumped) return;
    if (!req.push(new FastBuffer(bytes.buffer))) readStop(socket);
  }

  onComplete(trailers, parser) {
    const req = parser.incoming;
    if (req !== null && !req[kSkipPendingData]) {
      req.complete = true;
      if (trailers !== undefined) setTrailers(req, trailers);
      endMessage(req);
    }
    readStart(this.socket);
  }

  /** After native input that ended in an error, at another protocol, in the middle of a head, or with a pause. */
  onExecute(result, parser) {
    const { socket } = this;
    if (socket[kTimeout]) socket._unrefTimer();
    this.afterInput(result, undefined);
  }

  /** @param {number|Error} result of parser.execute() @param {Buffer} [data] what was parsed, unless natively */
  afterInput(result, data) {
    const { socket, parser } = this;
    if (typeof result === 'object') {
      completeError(result, data ?? parser.getCurrentBuffer());
      failSocket(socket, result);
    } else if (parser.incoming?.upgrade) {
      upgrade().upgrade(this, detach, result, data);
    } else if (parser.incoming?.method === 'PRI') {
      socket.destroy();
    }
    if (socket._paused && socket.parser) socket.parser.pause();
  }

  /** The socket is closed, or another protocol's. */
  close() {
    freeParser(this.parser, null, this.socket);
    // It may serve another connection next.
    this.parser = noParser;
  }

  /** No request came in time. */
  onIdle() {
    this.socket.emit('timeout');
  }

  /* -------------------------------------------------------------- what goes out */

  /**
   * Whether a response may be written to the handle, past the socket's stream.
   * @param {number} corks how often the response itself has corked the socket
   */
  canWriteDirectly(corks) {
    const { socket } = this;
    const state = socket._writableState;
    if (!this.parser.consumed || state.length !== 0 || state.corked !== corks || socket[kSending])
      return false;
    if ((state[kState] & NOT_IDLE) !== 0 || socket.write !== socketWrite) return false;
    if (socket[kTimeout]) socket._unrefTimer();
    return true;
  }

  /**
   * A response was written: it ends at the next tick. Where this tick would be the first one, and nobody listens, it
   * ends without one, as soon as the program's listeners have returned.
   */
  finishSoon(res) {
    const first = this.inRequest && this.finishedResponse === null && !hasTicks();
    if (first && !isObserved(res) && contexts.getFrame() === undefined) this.finishedResponse = res;
    else nextTick(finishResponse, res);
  }

  finishInTick() {
    const res = this.finishedResponse;
    this.finishedResponse = null;
    nextTick(finishResponse, res);
  }

  finishHere() {
    const res = this.finishedResponse;
    this.finishedResponse = null;
    this.inRequest = true;
    try {
      finishResponse(res);
    } catch (err) {
      // Of a listener that was added after end(). The parser is not to blame.
      binding('errors').triggerUncaughtException(err, false);
    }
    this.inRequest = false;
  }

  /** Everything of a response is with the system. */
  onResponseFinished(res) {
    const { socket, outgoing } = this;
    const req = this.request ?? res.req;
    this.request = this.incoming.length > 0 ? this.incoming.shift() : null;
    if (this.channels.finish.hasSubscribers) {
      this.channels.finish.publish({ request: req, response: res, socket, server: this.server });
    }
    detachSignal(req);
    dropMessage(req);
    res.detachSocket(socket);
    this.forget(req);
    if (res._events === undefined && !hasTicks()) {
      res.destroyed = true;
      res._closed = true;
    } else {
      closeSoon(res);
    }
    if (res._last) {
      if (typeof socket.destroySoon === 'function') socket.destroySoon();
      else socket.end();
    } else if (outgoing.length === 0) {
      this.waitForRequest();
    } else {
      outgoing.shift().assignSocket(socket);
    }
  }

  /** Lets a request go that the parser still knows. */
  forget(req) {
    const { parser } = this;
    if (parser.incoming !== req) return;
    if (hasEnded(req)) {
      parser.incoming = null;
    } else {
      req.on('end', () => {
        if (parser.incoming === req) parser.incoming = null;
      });
    }
  }

  /** The connection ends unless another request comes in time. */
  waitForRequest() {
    const { server, socket } = this;
    const timeout = msOf(server.keepAliveTimeout, 0);
    if (!timeout || typeof socket.setTimeout !== 'function') return;
    const ms = timeout + msOf(server.keepAliveTimeoutBuffer, 1000);
    if (!socket.timeout && Number.isInteger(ms) && ms <= MAX_IDLE) {
      if (this.inRequest && this.parser.consumed) {
        this.idleTime = ms;
        return;
      }
      if (this.parser.idle(ms)) return;
    }
    // A bit longer than was promised, so that a request that comes at the last moment finds the connection open.
    socket.setTimeout(ms);
    this.keepAliveTimeoutSet = true;
  }

  onDrain() {
    const { socket } = this;
    if (socket._paused && this.outgoingData <= socket.writableHighWaterMark) {
      socket._paused = false;
      if (socket.parser) socket.parser.resume();
      socket.resume();
    }
    const res = socket._httpMessage;
    // While output is handed to the socket, what waits there is counted: then the socket's own 'drain' will come.
    if (res && !res.finished && res[kNeedDrain] && res.writableLength === 0) {
      res[kNeedDrain] = false;
      res.emit('drain');
    }
  }
}

/**
 * Speaks HTTP on a socket: the listener of a server's 'connection'.
 * @this {http.Server}
 * @param {net.Socket|stream.Duplex} socket
 */
function connectionListener(socket) {
  socket.server = this;
  new ServerConnection(this, socket).start();
}

module.exports = { connectionListener };
