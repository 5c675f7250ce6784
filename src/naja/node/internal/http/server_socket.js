'use strict';

/** What an http.Server does about the events of its sockets. */

const { Socket } = require('node/internal/net/socket');
const { ConnResetException, codes } = require('ext/base/errors');
const { emitClose } = require('node/internal/http/server_response');
const { kConnection } = require('node/internal/http/symbols');
const errorResponses = require.lazy('node/internal/http/error_responses');

const socketOn = Socket.prototype.on;

const abortAll = (messages) => {
  while (messages.length > 0) messages.shift().destroy(new ConnResetException('aborted'));
};

function onSocketClose() {
  const connection = this[kConnection];
  if (connection === undefined) return; // called by the program, on something else
  connection.close();
  const { request } = connection;
  connection.request = null;
  request?.destroy(new ConnResetException('aborted'));
  abortAll(connection.incoming);
  abortAll(connection.outgoing);
}

function onSocketCloseOfResponse() {
  if (this._httpMessage) emitClose(this._httpMessage);
}

function onSocketDrain() {
  this[kConnection].onDrain();
}

/** Bytes that came through the stream: of TLS, or because somebody else listens, too. */
function onSocketData(data) {
  const connection = this[kConnection];
  connection.afterInput(connection.parser.execute(data), data);
}

function onSocketEnd() {
  const connection = this[kConnection];
  const { server, outgoing, parser } = connection;
  const error = parser.finish();
  if (error !== undefined) onSocketError.call(this, error);
  else if (!server.httpAllowHalfOpen) this.end();
  else if (outgoing.length > 0) outgoing[outgoing.length - 1]._last = true;
  else if (this._httpMessage) this._httpMessage._last = true;
  else this.end();
}

function onSocketTimeout() {
  const req = this.parser?.incoming;
  const byRequest = req && !req.complete && req.emit('timeout', this);
  const res = this._httpMessage;
  const byResponse = res && res.emit('timeout', this);
  const byServer = this.server.emit('timeout', this);
  if (!byRequest && !byResponse && !byServer) this.destroy();
}

const noop = () => {};

/** An error of the socket or of the parser: 'clientError', or the answer that it calls for. */
function onSocketError(error) {
  // Further errors are of no interest.
  this.removeListener('error', onSocketError);
  if (this.listenerCount('error', noop) === 0) this.on('error', noop);
  if (this.server.emit('clientError', error, this)) return;
  // Not in the middle of a response.
  if (this.writable && !this._httpMessage?._headerSent) this.write(errorResponses().forError(error));
  this.destroy(error);
}

/** Ends a connection because of an error of its client. */
function failSocket(socket, error) {
  onSocketError.call(socket, error);
}

/** Ends a connection whose client takes too long. */
function onRequestTimeout(socket) {
  failSocket(socket, new codes.ERR_HTTP_REQUEST_TIMEOUT());
}

// The handle is read natively: these do to it what the stream's own reading would do.

function onSocketResume() {
  // Somebody resumes the socket, maybe by way of a message, while too much waits to be written.
  if (this._paused) {
    this.pause();
    return;
  }
  const handle = this._handle;
  if (handle && !handle.reading) {
    handle.reading = true;
    handle.readStart();
  }
}

function onSocketPause() {
  const handle = this._handle;
  if (handle?.reading) {
    handle.reading = false;
    handle.readStop();
  }
}

/** From now on the socket's stream gets the bytes, and by way of it the parser. */
function unconsume(parser, socket) {
  if (!socket._handle) return;
  parser.unconsume();
  socket.removeListener('pause', onSocketPause);
  socket.removeListener('resume', onSocketResume);
}

function stopWatching(socket) {
  socket.on = socketOn;
  socket.addListener = Socket.prototype.addListener;
  socket.prependListener = Socket.prototype.prependListener;
}

function afterOn(socket, event) {
  if (!socket.parser) stopWatching(socket);
  else if (event === 'data' || event === 'readable') unconsume(socket.parser, socket);
}

function watchedOn(event, listener) {
  const result = socketOn.call(this, event, listener);
  afterOn(this, event);
  return result;
}

function watchedPrependListener(event, listener) {
  const result = Socket.prototype.prependListener.call(this, event, listener);
  afterOn(this, event);
  return result;
}

function refuseEncoding() {
  throw new codes.ERR_HTTP_SOCKET_ENCODING();
}

/** Listens to a socket, whose connection is under kConnection. */
function attach(socket) {
  socket.on('timeout', onSocketTimeout);
  socket.on('data', onSocketData);
  socket.on('error', onSocketError);
  socket.on('end', onSocketEnd);
  socket.on('close', onSocketClose);
  socket.on('close', onSocketCloseOfResponse);
  socket.on('drain', onSocketDrain);
  socket.on('resume', onSocketResume);
  socket.on('pause', onSocketPause);
  socket.on = watchedOn;
  socket.addListener = watchedOn;
  socket.prependListener = watchedPrependListener;
  socket.setEncoding = refuseEncoding;
}

/** Undoes attach(), for a socket that another protocol takes over. */
function detach(socket, parser) {
  socket.removeListener('data', onSocketData);
  socket.removeListener('end', onSocketEnd);
  socket.removeListener('close', onSocketClose);
  socket.removeListener('close', onSocketCloseOfResponse);
  socket.removeListener('drain', onSocketDrain);
  socket.removeListener('error', onSocketError);
  socket.removeListener('timeout', onSocketTimeout);
  unconsume(parser, socket);
}

module.exports = { attach, detach, failSocket, onRequestTimeout };
