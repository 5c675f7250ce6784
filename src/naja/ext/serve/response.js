'use strict';

/** Responses as bytes: the head, then the body in the way that suits what it is made from. */

const { I_KEEP_ALIVE, BODY_BYTES, BODY_LENGTH, BODY_NONE, BODY_UTF8 } = require('ext/http/parser');
const { dateLine } = require('ext/http/date');
const reasons = require('ext/http/status');
const { contentTypeOf, headerListOf, statusOf, takeBody } = require('ext/fetch/response');
const { isFile } = require('ext/serve/files');
const blobs = require.lazy('ext/buffer/blob');
const streaming = require.lazy('ext/serve/streaming');
const files = require.lazy('ext/serve/file');
const upgrades = require.lazy('ext/serve/upgrade');

const HEAD = 2; // llhttp's number
/** A Blob up to so many bytes is read before anything is sent. */
const SMALL_BLOB = 1_048_576;

const CONNECTION_CLOSE = 'connection: close\r\n';
const KEEP_ALIVE = 'connection: keep-alive\r\n';

// Heads without fields of the program's, of this second.
let headsDate = '';
let heads = new Map();
let lastStatus = 0;
let lastType = '';
let lastHead = '';

/** The head of a response that has no fields but Content-Type and Date; Content-Length is to follow. */
function plainHead(status, type, server) {
  const date = dateLine();
  if (reasons[status] === undefined) {
    return `${statusLine(status, server)}${type === '' ? '' : `content-type: ${type}\r\n`}${date}`;
  }
  if (date !== headsDate) {
    headsDate = date;
    heads = new Map();
    lastStatus = 0;
  }
  if (status === lastStatus && type === lastType) return lastHead;
  const key = `${status} ${type}`;
  let head = heads.get(key);
  if (head === undefined) {
    head = statusLine(status, server);
    if (type !== '') head += `content-type: ${type}\r\n`;
    head += date;
    if (heads.size < 256) heads.set(key, head);
  }
  lastStatus = status;
  lastType = type;
  lastHead = head;
  return head;
}

function statusLine(status, server) {
  return `HTTP/1.1 ${status} ${reasons[status] ?? server.unknownReason}\r\n`;
}

/** What is known of a head besides its text. */
class Head {
  constructor(text) {
    this.text = text;
    this.length = -1; // what the program says of the body's
    this.closes = false;
  }
}

/** The Content-Type of a response that has no other field, null where it has others. */
function onlyType(list) {
  const { fields } = list;
  return fields.length === 3 && fields[0] === 'content-type' ? fields[2] : null;
}

function fullHead(status, list, server) {
  const head = new Head(statusLine(status, server));
  let text = head.text;
  let dated = false;
  const { fields } = list;
  for (let i = 0; i < fields.length; i += 3) {
    const value = fields[i + 2];
    switch (fields[i]) {
      case 'content-length':
        if (/^\d+$/.test(value)) head.length = Number(value);
        continue;
      case 'transfer-encoding':
      case 'keep-alive':
        continue;
      case 'connection':
        if (/\bclose\b/i.test(value)) head.closes = true;
        if (status === 101) text += `connection: ${value}\r\n`;
        continue;
      case 'date':
        dated = true;
        break;
      default:
    }
    text += `${fields[i + 1]}: ${value}\r\n`;
  }
  head.text = dated ? text : text + dateLine();
  return head;
}

/** Whether a response says what its body is. */
function hasType(list, type) {
  return list === null ? type !== '' : list.has('content-type');
}

/** Statuses that have no body, and no Content-Length either. */
function isBodiless(status) {
  return status === 204 || status === 304 || status < 200;
}

/**
 * Sends a response, and calls exchange.finish() when all of it is on its way.
 * @param {Exchange} exchange whose turn it is
 * @param {Response} response
 */
function sendResponse(exchange, response) {
  const status = statusOf(response);
  const list = headerListOf(response);
  const { connection } = exchange;
  if (status < 200) {
    if (status === 101 && upgrades().take(exchange, response)) return;
    exchange.failed(new TypeError(connection.server.noResponse));
    return;
  }
  let body;
  try {
    body = takeBody(response);
  } catch (error) {
    exchange.failed(error);
    return;
  }
  const keeps = (exchange.info & I_KEEP_ALIVE) !== 0 && !connection.closing;
  const type = list === null ? contentTypeOf(response) : onlyType(list);
  if (typeof body === 'string' && type !== null && keeps && exchange.method !== HEAD && exchange.isModern) {
    const head = plainHead(status, type, connection.server);
    const more = exchange.moreFields === null ? '' : exchange.moreFields();
    connection.send(more === '' ? head : head + more, body, BODY_UTF8 | BODY_LENGTH, '');
    exchange.finish();
    return;
  }
  const { server } = connection;
  const head = type !== null ? new Head(plainHead(status, type, server)) : fullHead(status, list, server);
  if (server.bytesType !== '' && body instanceof Uint8Array && !hasType(list, type)) {
    head.text += `content-type: ${server.bytesType}\r\n`;
  }
  if (exchange.moreFields !== null) head.text += exchange.moreFields();
  if (head.closes) connection.closing = true;
  if (!keeps || head.closes) {
    connection.closing = true;
    if (status !== 101) head.text += CONNECTION_CLOSE;
  } else if (!exchange.isModern) {
    head.text += KEEP_ALIVE;
  }
  sendBody(exchange, status, head, body);
}

function sendBody(exchange, status, head, body) {
  if (isBodiless(status)) {
    dropBody(body);
    finishWith(exchange, `${head.text}\r\n`, '', BODY_NONE);
  } else if (body === null) {
    const length = exchange.method === HEAD && head.length >= 0 ? head.length : 0;
    finishWith(exchange, `${head.text}content-length: ${length}\r\n\r\n`, '', BODY_NONE);
  } else if (typeof body === 'object' && isFile(body)) {
    files().sendFile(exchange, head, body, status);
  } else if (exchange.method === HEAD) {
    sendHeadOnly(exchange, head, body);
  } else if (typeof body === 'string') {
    finishWith(exchange, head.text, body, BODY_UTF8 | BODY_LENGTH);
  } else if (body instanceof Uint8Array) {
    finishWith(exchange, head.text, body, BODY_BYTES | BODY_LENGTH);
  } else if (blobs().isBlob(body)) {
    sendBlob(exchange, head, body);
  } else {
    streaming().sendStream(exchange, head, typeof body.stream === 'function' ? body.stream() : body);
  }
}

function finishWith(exchange, head, body, kind) {
  exchange.connection.send(head, body, kind, '');
  exchange.finish();
}

function sendHeadOnly(exchange, head, body) {
  let length = head.length;
  if (typeof body === 'string') length = binding('buffer').byteLengthUtf8(body);
  else if (body instanceof Uint8Array) length = body.length;
  else if (blobs().isBlob(body)) length = body.size;
  else dropBody(body);
  const last = length >= 0 ? `content-length: ${length}` : 'transfer-encoding: chunked';
  finishWith(exchange, `${head.text}${last}\r\n\r\n`, '', BODY_NONE);
}

function sendBlob(exchange, head, blob) {
  if (blob.size > SMALL_BLOB) {
    head.length = blob.size;
    streaming().sendStream(exchange, head, blob.stream());
    return;
  }
  blob.arrayBuffer().then(
    (buffer) => finishWith(exchange, head.text, new Uint8Array(buffer), BODY_BYTES | BODY_LENGTH),
    (error) => exchange.failed(error),
  );
}

/** Nobody takes this body. */
function dropBody(body) {
  if (body === null || typeof body !== 'object' || typeof body.cancel !== 'function') return;
  body.cancel().catch(() => {}); // its source may complain; there is nobody to hear it
}

/** Nobody takes this response. */
function dropResponse(response) {
  try {
    dropBody(takeBody(response));
  } catch {
    return; // somebody reads it already
  }
}

/** Sends a status with no body, and closes. */
function sendPlain(exchange, status) {
  exchange.connection.closing = true;
  finishWith(
    exchange,
    `${statusLine(status, exchange.connection.server)}${CONNECTION_CLOSE}${dateLine()}content-length: 0\r\n\r\n`,
    '',
    BODY_NONE,
  );
}

module.exports = { sendResponse, sendPlain, dropResponse };
