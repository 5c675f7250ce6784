'use strict';
// Packages (got's http2-wrapper) take the class of sockets over streams from beneath TLS.
const { Duplex, PassThrough } = require('node:stream');
const net = require('node:net');
const tls = require('node:tls');

const over = new tls.TLSSocket(new PassThrough());
over.on('error', () => {});
const JSStreamSocket = over._handle._parentWrap.constructor;
console.log(JSStreamSocket.name, over._handle._parentWrap instanceof net.Socket);

const sent = [];
const stream = new Duplex({
  read() {},
  write(chunk, encoding, callback) {
    sent.push(String(chunk));
    callback();
  },
  final(callback) {
    console.log('final', sent.join(''));
    this.push('the answer');
    this.push(null);
    callback();
  },
});
const socket = new JSStreamSocket(stream);
console.log(socket instanceof net.Socket, socket.stream === stream);
socket.setEncoding('utf8').on('data', (text) => console.log('data', text));
socket.on('end', () => console.log('end'));
socket.on('close', (hadError) => {
  console.log('close', hadError, stream.destroyed);
  over.destroy();
});
socket.write('one ');
socket.write(Buffer.from('two '), () => console.log('written'));
socket.end('three');
