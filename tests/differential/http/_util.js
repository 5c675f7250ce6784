'use strict';
// What these programs share.
const http = require('http');
const net = require('net');

/** Runs steps one after the other; a name is printed before each. */
exports.steps = async (list) => {
  for (const [name, step] of Object.entries(list)) {
    console.log(`--- ${name}`);
    await step();
  }
};

/** A server on a port of its own. */
exports.listen = (server) =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

exports.close = (server) =>
  new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });

/** A request, and its response with the body as text. */
exports.fetch = (options, body) =>
  new Promise((resolve, reject) => {
    const req = http.request({ host: '127.0.0.1', ...options }, (res) => {
      let text = '';
      res.setEncoding('latin1');
      res.on('data', (chunk) => {
        text += chunk;
      });
      res.on('end', () => resolve({ res, text }));
      res.on('error', reject);
    });
    req.on('error', reject);
    req.end(body);
  });

/** Sends text, gives everything that comes back, without what changes from second to second. */
exports.raw = (port, ...pieces) =>
  new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', (err) => {
      text += `<${err.code}>`;
    });
    socket.on('close', () => resolve(text.replace(/Date: [^\r]*/g, 'Date: *').replace(/\r/g, '')));
    (async () => {
      for (const piece of pieces) {
        socket.write(piece, 'latin1');
        await new Promise((next) => setTimeout(next, 20));
      }
    })();
  });

/** What a function throws, in a line. */
exports.attempt = (name, fn) => {
  try {
    const result = fn();
    console.log(name, 'ok', result === undefined ? '' : typeof result);
  } catch (err) {
    console.log(name, err.name, err.code, err.message);
  }
};

exports.sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
