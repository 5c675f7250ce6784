'use strict';

// What lets a file that is piped into a socket go out within the kernel (node/internal/fs/kernel_pipe.js).

const { ErrnoException } = require('ext/base/errors');
const { Writable } = require('node/stream');
const { TCP, Pipe } = require('node/internal/net/handles');
const { kBytesWritten, kHandle, kSending } = require('node/internal/net/symbols');
const { kSocket, kCorked, kNeedDrain } = require('node/internal/http/symbols');

/** Whether a socket hands what is written to it to the kernel as it is. */
function isPlain(socket, Socket) {
  const handle = socket[kHandle];
  const state = socket._writableState;
  const { prototype } = Socket;
  return (
    (handle instanceof TCP || handle instanceof Pipe) &&
    !socket.connecting &&
    !socket.destroyed &&
    socket[kSending] === null &&
    !state.ending &&
    !state.errored &&
    socket.write === Writable.prototype.write &&
    socket._write === prototype._write &&
    socket._writev === prototype._writev &&
    socket._writeGeneric === prototype._writeGeneric
  );
}

/** Whether all that was written is with the kernel. */
function isIdle(socket) {
  const state = socket._writableState;
  return state.length === 0 && !state.needDrain && !state.corked && socket[kHandle]?.writeQueueSize === 0;
}

/** Whether nobody but pipes waits for 'drain'. */
function nobodyWaits(stream) {
  return stream.listeners('drain').every((listener) => listener.name === 'pipeOnDrainFunctionResult');
}

/** Whether a file that is piped into a socket may be sent by the kernel. */
function canSend(socket, Socket) {
  return isPlain(socket, Socket) && nobodyWaits(socket);
}

/**
 * Whether one that is piped into a response of http may be: its bytes go out as they are, behind a head that is out.
 * @param {ServerResponse} response
 * @param {Function} Socket
 */
function canSendBody(response, Socket) {
  const socket = response[kSocket];
  return (
    socket instanceof Socket &&
    socket._httpMessage === response &&
    response._headerSent &&
    response._hasBody &&
    !response.chunkedEncoding &&
    !response.strictContentLength &&
    !response.finished &&
    !response.destroyed &&
    isPlain(socket, Socket) &&
    nobodyWaits(response)
  );
}

function isBodyIdle(response) {
  return (
    response.outputData.length === 0 &&
    response[kCorked] === 0 &&
    !response[kNeedDrain] &&
    isIdle(response[kSocket])
  );
}

/**
 * Sends a part of a file. What is written meanwhile, and the end, wait until it is out.
 * @param {Socket} socket
 * @param {number} fd
 * @param {number} position -1: where the file is at
 * @param {number} length
 * @param {(error: Error|null, count: number, full: boolean) => void} callback full: the socket takes no more for now
 */
function send(socket, fd, position, length, callback) {
  socket._unrefTimer();
  socket[kSending] = true;
  const done = (status, count, full) => {
    const waiting = socket[kSending];
    socket[kSending] = null;
    if (socket.destroyed) socket[kBytesWritten] += count;
    else socket._unrefTimer();
    if (waiting !== true) waiting();
    callback(status < 0 ? new ErrnoException(status, 'sendfile') : null, count, full);
  };
  const error = socket[kHandle].sendFile(done, fd, position, length);
  if (error) done(error, 0, false);
}

module.exports = { canSend, canSendBody, isIdle, isBodyIdle, send };
