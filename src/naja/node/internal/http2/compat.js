'use strict';

// The compatibility API: 'request' with what looks like node:http's messages.

const { Http2ServerRequest } = require('node/internal/http2/compat_request');
const { Http2ServerResponse } = require('node/internal/http2/compat_response');

/** A listener of 'stream', bound to its server and the two classes. */
function onServerStream(Request, Response, stream, headers, flags, rawHeaders) {
  const request = new Request(stream, headers, undefined, rawHeaders);
  const response = new Response(stream);
  const refuse = (status) => {
    response.statusCode = status;
    response.end();
  };
  if (headers[':method'] === 'CONNECT') {
    if (!this.emit('connect', request, response)) refuse(405);
  } else if (headers.expect === undefined) {
    this.emit('request', request, response);
  } else if (headers.expect === '100-continue') {
    if (this.emit('checkContinue', request, response)) return;
    response.writeContinue();
    this.emit('request', request, response);
  } else if (!this.emit('checkExpectation', request, response)) {
    refuse(417);
  }
}

module.exports = { onServerStream, Http2ServerRequest, Http2ServerResponse };
