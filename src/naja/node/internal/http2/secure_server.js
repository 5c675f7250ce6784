'use strict';

// Http2SecureServer: a tls.Server whose connections speak HTTP/2, or, where that is allowed, HTTP/1.

const tls = require('node/tls');
const { connectionListener, prepareServer, closeSessions, shared } = require('node/internal/http2/server');
const { kOptions } = require('node/internal/http2/symbols');
const { initializeTLSOptions } = require('node/internal/http2/options');
const httpServer = require.lazy('node/_http_server');

function onTLSClientError(error, socket) {
  if (!this.emit('clientError', error, socket)) socket.destroy(error);
}

class Http2SecureServer extends tls.Server {
  constructor(options, requestListener) {
    options = initializeTLSOptions(options);
    super(options, connectionListener);
    prepareServer(this, options, requestListener);
    if (options.allowHTTP1 === true) {
      const { storeHTTPOptions, setupConnectionsTracking } = httpServer();
      storeHTTPOptions.call(this, { ...options, ...options.http1Options });
      this.shouldUpgradeCallback = () => this.listenerCount('upgrade') > 0;
      this.on('listening', setupConnectionsTracking);
    }
    this.on('tlsClientError', onTLSClientError);
  }

  /** Sessions without traffic for so long get a 'timeout', or end. @returns {this} */
  setTimeout(msecs, callback) {
    return shared.setTimeout.call(this, msecs, callback);
  }

  /** Changes the settings of sessions to come. */
  updateSettings(settings) {
    shared.updateSettings.call(this, settings);
  }

  close(...args) {
    super.close(...args);
    if (this[kOptions].allowHTTP1 === true) httpServer().httpServerPreClose(this);
    closeSessions(this);
  }

  /** Ends HTTP/1 connections on which no request is under way. */
  closeIdleConnections() {
    if (this[kOptions].allowHTTP1 === true) httpServer().Server.prototype.closeIdleConnections.call(this);
  }
}

/** @returns {Http2SecureServer} */
function createSecureServer(options, requestListener) {
  return new Http2SecureServer(options, requestListener);
}

module.exports = { createSecureServer };
