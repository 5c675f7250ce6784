'use strict';

/** 'upgrade' and 'connect' on a server: the connection goes over to another protocol. */

const { Duplex } = require('node/stream');
const { Buffer } = require('node/buffer');
const { kUpgradeStream } = require('node/internal/http/symbols');

/** Stands for the socket while the body of the request that asked for the upgrade is still coming in. */
class UpgradeStream extends Duplex {
  #socket;
  #req;

  constructor(socket, req) {
    super({ allowHalfOpen: socket.allowHalfOpen });
    this.#socket = socket;
    this.#req = req;
    socket.on('error', (err) => this.destroy(err));
    socket.on('close', () => this.destroy());
    this.on('close', () => socket.destroy());
    socket.on('end', () => {
      this.push(null);
      // As of a socket, 'end' comes although nobody listens for data where there is none.
      if (this.readableLength === 0) this.resume();
    });
  }

  /** From now on the socket's bytes are of the new protocol. */
  requestBodyCompleted(head) {
    const socket = this.#socket;
    this.#req = null;
    if (head?.length > 0 && !this.push(head)) socket.pause();
    socket.on('data', (data) => {
      if (!this.push(data)) socket.pause();
    });
  }

  _read(size) {
    // Who reads here wants what is behind the body: lets the body go by.
    this.#req?.resume();
    this.#socket.resume();
  }

  _write(chunk, encoding, callback) {
    this.#socket.write(chunk, encoding, callback);
  }

  _final(callback) {
    this.#socket.end(callback);
  }

  _destroy(err, callback) {
    this.#socket.destroy(err);
    callback(err);
  }
}

/**
 * The parser has stopped after a request that asks for another protocol.
 * @param {ServerConnection} connection
 * @param {Function} detach takes the connection off its socket
 * @param {number} parsed bytes of `data`, or of what the parser has read natively
 * @param {Buffer} [data]
 */
function upgrade(connection, detach, parsed, data) {
  const { server, socket, parser } = connection;
  const req = parser.incoming;
  const event = req.method === 'CONNECT' ? 'connect' : 'upgrade';
  let stream = socket;
  if (req.complete) {
    data ||= parser.getCurrentBuffer();
    detach(socket, parser);
    parser.finish();
    connection.close();
  } else {
    if (socket[kUpgradeStream]) return; // more of the body
    data ||= Buffer.alloc(0);
    stream = socket[kUpgradeStream] = new UpgradeStream(socket, req);
  }

  if (server.listenerCount(event) === 0) {
    socket.destroy();
    return;
  }
  const head = data.slice(parsed, data.length);
  if (req.complete && socket[kUpgradeStream]) {
    socket[kUpgradeStream].requestBodyCompleted(head);
  } else {
    socket.readableFlowing = null;
    server.emit(event, req, stream, head);
  }
}

module.exports = { upgrade };
