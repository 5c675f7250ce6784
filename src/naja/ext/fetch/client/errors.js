'use strict';

// What goes wrong between a client and a server, by the names and codes that programs know from Node.js.

class UndiciError extends Error {
  constructor(name, code, message) {
    super(message);
    this.name = name;
    this.code = code;
  }
}

class SocketError extends UndiciError {
  constructor(message, socket) {
    super('SocketError', 'UND_ERR_SOCKET', message);
    this.socket = socket;
  }
}

class HTTPParserError extends Error {
  constructor(message, code) {
    super(message);
    this.name = 'HTTPParserError';
    this.code = code;
    this.data = undefined;
  }
}

/** Classes of errors that differ by name, code and message only. */
function make(name, code, usual) {
  const holder = {
    [name]: class extends UndiciError {
      constructor(message = usual) {
        super(name, code);
        this.message = message;
      }
    },
  };
  return holder[name];
}

/** What a program sees of a fetch that failed; under Deno's permissions, that it may not is not wrapped. */
function failed(cause) {
  if (cause?.name === 'NotCapable') return cause;
  return new TypeError('fetch failed', { cause });
}

module.exports = {
  BodyTimeoutError: make('BodyTimeoutError', 'UND_ERR_BODY_TIMEOUT', 'Body Timeout Error'),
  ConnectTimeoutError: make('ConnectTimeoutError', 'UND_ERR_CONNECT_TIMEOUT', 'Connect Timeout Error'),
  HTTPParserError,
  HeadersOverflowError: make('HeadersOverflowError', 'UND_ERR_HEADERS_OVERFLOW', 'Headers Overflow Error'),
  HeadersTimeoutError: make('HeadersTimeoutError', 'UND_ERR_HEADERS_TIMEOUT', 'Headers Timeout Error'),
  InvalidArgumentError: make('InvalidArgumentError', 'UND_ERR_INVALID_ARG', 'Invalid Argument Error'),
  NotSupportedError: make('NotSupportedError', 'UND_ERR_NOT_SUPPORTED', 'Not supported error'),
  RequestContentLengthMismatchError: make(
    'RequestContentLengthMismatchError',
    'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
    'Request body length does not match content-length header',
  ),
  ResponseContentLengthMismatchError: make(
    'ResponseContentLengthMismatchError',
    'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
    'Response body length does not match content-length header',
  ),
  SocketError,
  failed,
};
