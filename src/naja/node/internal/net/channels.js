'use strict';

// The diagnostics channels of node:net, made when the first socket connects or the first server listens.

const dc = require.lazy('node/diagnostics_channel');

let made;

/** @returns {{clientSocket, serverSocket, serverListen}} */
function channels() {
  made ??= {
    clientSocket: dc().channel('net.client.socket'),
    serverSocket: dc().channel('net.server.socket'),
    serverListen: dc().tracingChannel('net.server.listen'),
  };
  return made;
}

module.exports = { channels };
