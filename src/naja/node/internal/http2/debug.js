'use strict';

// What NODE_DEBUG=http2 shows.

const { debuglog } = require('ext/util/debuglog');
const { kState } = require('node/internal/http2/symbols');
const { kSession } = require('node/internal/net/symbols');

const debug = debuglog('http2');

const nameOf = (session) => (session?.[kState].isServer ? 'server' : 'client');

function debugSession(session, message, ...args) {
  if (debug.enabled) debug(`Http2Session %s: ${message}`, nameOf(session), ...args);
}

function debugStream(stream, message, ...args) {
  if (!debug.enabled) return;
  debug(
    `Http2Stream %s [Http2Session %s]: ${message}`,
    stream.id ?? 'pending',
    nameOf(stream[kSession]),
    ...args,
  );
}

module.exports = { debug, debugSession, debugStream };
