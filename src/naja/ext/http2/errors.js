'use strict';

/** Errors of the protocol, as programs know them: by nghttp2's numbers and words. */

const { lookup } = require('ext/base/error_messages');

const TEXTS = {
  __proto__: null,
  '-501': 'Invalid argument',
  '-505': 'Protocol error',
  '-509': 'No more Stream ID available',
  '-510': 'Stream was already closed or invalid',
  '-511': 'Stream is closing',
  '-512': 'The transmission is not allowed for this stream',
  '-513': 'Stream ID is invalid',
  '-514': 'Invalid stream state',
  '-515': 'Another DATA frame has already been deferred',
  '-516': 'request HEADERS is not allowed',
  '-517': 'GOAWAY has already been sent',
  '-518': 'Invalid header block',
  '-519': 'Invalid state',
  '-521': 'The user callback function failed due to the temporal error',
  '-522': 'The length of the frame is invalid',
  '-523': 'Header compression/decompression error',
  '-524': 'Flow control error',
  '-525': 'Insufficient buffer size given to function',
  '-526': 'Callback was paused by the application',
  '-527': 'Too many inflight SETTINGS',
  '-528': 'Server push is disabled by peer',
  '-529': 'DATA or HEADERS frame has already been submitted for the stream',
  '-530': 'The current session is closing',
  '-531': 'Invalid HTTP header field was received',
  '-532': 'Violation in HTTP messaging rule',
  '-533': 'Stream was refused',
  '-534': 'Internal error',
  '-535': 'Cancel',
  '-536': 'When a local endpoint expects to receive SETTINGS frame, it receives an other type of frame',
  '-537': 'SETTINGS frame contained more than the maximum allowed entries',
  '-901': 'Out of memory',
  '-902': 'The user callback function failed',
  '-903': 'Received bad client magic byte string',
  '-904': 'Flooding was detected in this HTTP/2 session, and it must be closed',
  '-906': 'Too many CONTINUATION frames following a HEADER frame',
};

/** What went wrong with a session. */
class NghttpError extends Error {
  /**
   * @param {number} errno nghttp2's
   * @param {string} [code] one of Node's, whose words it then has
   */
  constructor(errno, code) {
    super(code ? lookup(code).message : (TEXTS[errno] ?? 'Unknown error code'));
    this.code = code || 'ERR_HTTP2_ERROR';
    this.errno = errno;
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }
}

module.exports = { NghttpError };
