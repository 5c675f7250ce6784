'use strict';

/** What the client and the server side of node:http share, under the names that packages know. */

const {
  LENIENT_NONE,
  LENIENT_ALL,
  LENIENT_HEADER_VALUE_RELAXED,
  completeError,
  methods,
} = require('ext/http/parser');
const { isToken, hasInvalidChar } = require('ext/http/fields');
const { isLenient } = require('ext/http/limits');
const { HTTPParser } = require('node/internal/http/http_parser');

// RTSP's methods, which llhttp knows too, are no methods of HTTP.
const PRI = 34;
const QUERY = 46;
const httpMethods = methods.filter((_, i) => i < PRI || i === QUERY);

const kIncomingMessage = Symbol('IncomingMessage');
const kSkipPendingData = Symbol('SkipPendingData');

/** Parsers that are done, for the next sockets. */
const parsers = {
  name: 'parsers',
  ctor: () => new HTTPParser(),
  max: 1000,
  list: [],
  alloc() {
    return this.list.length > 0 ? this.list.pop() : new HTTPParser();
  },
  free(parser) {
    if (this.list.length >= this.max) return false;
    this.list.push(parser);
    return true;
  },
};

/** Ends a parser's work and the links to it. */
function freeParser(parser, req, socket) {
  if (parser && parser.id >= 0) {
    parser.close();
    parsers.free(parser);
    parser.free();
  }
  if (req) req.parser = null;
  if (socket) socket.parser = null;
}

/** The parser's flags for an `httpValidation` or `insecureHTTPParser` option. */
function calculateLenientFlags(httpValidation, insecureHTTPParser) {
  switch (httpValidation) {
    case 'strict':
      return LENIENT_NONE;
    case 'relaxed':
      return LENIENT_HEADER_VALUE_RELAXED;
    case 'insecure':
      return LENIENT_ALL;
    default:
      return (insecureHTTPParser ?? isLenient()) ? LENIENT_ALL : LENIENT_NONE;
  }
}

function prepareError(error, parser, rawPacket) {
  completeError(error, rawPacket || parser.getCurrentBuffer());
}

module.exports = {
  _checkInvalidHeaderChar: hasInvalidChar,
  _checkIsHttpToken: isToken,
  chunkExpression: /(?:^|\W)chunked(?:$|\W)/i,
  continueExpression: /(?:^|\W)100-continue(?:$|\W)/i,
  CRLF: '\r\n',
  freeParser,
  methods: httpMethods,
  parsers,
  kIncomingMessage,
  HTTPParser,
  isLenient,
  calculateLenientFlags,
  prepareError,
  kSkipPendingData,
};
