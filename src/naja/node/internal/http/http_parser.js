'use strict';

/** The parser under Node's name, and with the methods and callbacks of Node's where a program drives it itself. */

const {
  REQUEST,
  RESPONSE,
  I_KEEP_ALIVE,
  I_UPGRADE,
  I_COMPLETE,
  LENIENT_NONE,
  LENIENT_ALL,
  LENIENT_HEADER_VALUE_RELAXED,
  Parser,
} = require('ext/http/parser');
const { FastBuffer } = require('node/internal/buffer_pool');
const { rawFields } = require('ext/http/header_block');

const kOnMessageBegin = 0;
const kOnHeaders = 1;
const kOnHeadersComplete = 2;
const kOnBody = 3;
const kOnMessageComplete = 4;
const kOnExecute = 5;
const kOnTimeout = 6;

// More fields than this are given in portions.
const PORTION = 31;

function give(parser, fields, url) {
  for (let i = 0; i < fields.length; i += PORTION * 2) {
    parser[kOnHeaders]?.(fields.slice(i, i + PORTION * 2), i === 0 ? url : '');
  }
}

/** Calls the callbacks that a program has put on its parser. */
const handler = {
  onHeaders(info, what, text, block, parser) {
    const isRequest = parser.type === REQUEST;
    parser[kOnMessageBegin]?.();
    let fields = rawFields(block);
    let url = isRequest ? text : undefined;
    if (fields.length > PORTION * 2) {
      give(parser, fields, url ?? '');
      fields = url = undefined;
    }
    const answer = parser[kOnHeadersComplete]?.(
      (info >> 8) & 15,
      (info >> 12) & 15,
      fields,
      isRequest ? what : undefined,
      url,
      isRequest ? undefined : what,
      isRequest ? undefined : text,
      (info & I_UPGRADE) !== 0,
      (info & I_KEEP_ALIVE) !== 0,
    );
    if ((info & I_COMPLETE) !== 0) parser[kOnMessageComplete]?.();
    return answer & 3;
  },

  onBody(bytes, parser) {
    parser[kOnBody]?.(new FastBuffer(bytes.buffer));
  },

  onComplete(trailers, parser) {
    if (trailers !== undefined) give(parser, rawFields(trailers), '');
    parser[kOnMessageComplete]?.();
  },

  onExecute(result, parser) {
    parser[kOnExecute]?.(result);
  },

  onIdle(parser) {
    parser[kOnTimeout]?.();
  },
};

class HTTPParser extends Parser {
  static REQUEST = REQUEST;
  static RESPONSE = RESPONSE;
  static kOnMessageBegin = kOnMessageBegin;
  static kOnHeaders = kOnHeaders;
  static kOnHeadersComplete = kOnHeadersComplete;
  static kOnBody = kOnBody;
  static kOnMessageComplete = kOnMessageComplete;
  static kOnExecute = kOnExecute;
  static kOnTimeout = kOnTimeout;
  static kLenientNone = LENIENT_NONE;
  static kLenientAll = LENIENT_ALL;
  static kLenientHeaderValueRelaxed = LENIENT_HEADER_VALUE_RELAXED;

  /** Makes the parser ready for messages of a type; what it finds goes to the callbacks that it has. */
  initialize(type, resource, maxHeaderSize = 0, lenientFlags = 0, connections = undefined) {
    this.close();
    this.type = type;
    this.open(type, handler, maxHeaderSize, lenientFlags, 0, connections);
  }

  /** A copy of the bytes that are being parsed. @returns {Buffer} */
  getCurrentBuffer() {
    return new FastBuffer(this.currentInput().buffer);
  }

  /** Called when the parser is done with a socket. */
  free() {}

  /** The parser leaves its server's list; close() does that. */
  remove() {}
}

module.exports = { HTTPParser };
