'use strict';

/**
 * Responses whose body is a file: small ones go out with their head, larger ones by way of the kernel (sendfile), and
 * those over TLS piece by piece. `Range` is honoured (RFC 9110, 14).
 *
 * Opening, asking for the size and reading little are done at once: that costs less than a thread's turn.
 */

const { BODY_BYTES, BODY_LENGTH, BODY_NONE, sendFile: native } = require('ext/http/parser');
const { fieldOf } = require('ext/http/header_block');
const { isFile, rangeOf } = require('ext/serve/files');
const streaming = require.lazy('ext/serve/streaming');
const reasons = require('ext/http/status');
const fs = binding('fs');

const SMALL = 65_536;
const GET = 1; // llhttp's numbers
const HEAD = 2;
const O_RDONLY = 0;
const S_IFMT = 0o170000;
const S_IFREG = 0o100000;
const S_IFDIR = 0o040000;
const MODE = 1; // places in fs.stats
const SIZE = 8;

/** The range that a request wants of so many bytes: undefined for all, null for one that there is not. */
function requestedRange(exchange, size) {
  const field = fieldOf(exchange.block, 'range');
  if (field !== undefined && !exchange.rangeCounts && fieldOf(exchange.block, 'if-range') !== undefined)
    return undefined;
  const found = field === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(field.trim());
  if (found === null || (found[1] === '' && found[2] === '')) return undefined;
  if (found[1] === '') {
    const length = Math.min(Number(found[2]), size);
    return length === 0 ? null : { from: size - length, to: size };
  }
  const from = Number(found[1]);
  const to = found[2] === '' ? size : Math.min(Number(found[2]) + 1, size);
  if (found[2] !== '' && Number(found[2]) < from) return undefined;
  return from >= size ? null : { from, to };
}

/** Another status for a head. */
function withStatus(text, status) {
  return `HTTP/1.1 ${status} ${reasons[status]}${text.slice(text.indexOf('\r\n'))}`;
}

/** Opens it, and finds how much there is to send. @throws {Error} of the system */
function openFile(file) {
  const { target, start, end } = rangeOf(file);
  const own = typeof target !== 'number';
  const fd = own ? fs.open(target, O_RDONLY, 0) : target;
  fs.fstat(fd, false);
  const mode = fs.stats[MODE] & S_IFMT;
  const size = Math.max(0, Math.min(fs.stats[SIZE], end) - start);
  const opened = { fd, own, start, size, regular: mode === S_IFREG, sliced: start !== 0 || end !== Infinity };
  if (mode !== S_IFDIR) return opened;
  close(opened);
  const error = new Error('Cannot stream a directory as a response body');
  throw Object.assign(error, { code: 'EISDIR', errno: -21, syscall: 'read', path: target });
}

function close({ fd, own }) {
  if (own) fs.close(fd);
}

/**
 * Sends a file as the body of a response.
 * @param {Exchange} exchange
 * @param {{text: string, length: number}} head
 * @param {Blob} file
 * @param {number} status
 */
function sendFile(exchange, head, file, status) {
  let opened;
  try {
    opened = openFile(file);
  } catch (error) {
    exchange.failed(error);
    return;
  }
  if (!opened.regular) {
    close(opened);
    streaming().sendStream(exchange, head, file.stream());
    return;
  }
  let { text } = head;
  const { fileFields } = exchange.connection.server;
  if (fileFields !== null && !exchange.wholeSlices && !/\r\ncontent-disposition:/i.test(text)) {
    text += fileFields(file);
  }
  let { start, size } = opened;
  const mayRange = status === 200 && (exchange.method === GET || exchange.method === HEAD);
  const sliced = opened.sliced && !exchange.wholeSlices;
  const range = mayRange && !sliced ? requestedRange(exchange, size) : undefined;
  if (range === null) {
    close(opened);
    text = `${withStatus(text, 416)}accept-ranges: bytes\r\ncontent-range: bytes */${size}\r\n`;
    exchange.connection.send(`${text}content-length: 0\r\n\r\n`, '', BODY_NONE, '');
    exchange.finish();
    return;
  }
  if (range !== undefined) {
    const { from, to } = range;
    text = `${withStatus(text, 206)}accept-ranges: bytes\r\ncontent-range: bytes ${from}-${to - 1}/${size}\r\n`;
    start += from;
    size = to - from;
  } else if (mayRange && sliced && size > 0) {
    text = `${withStatus(text, 206)}content-range: bytes ${start}-${start + size - 1}/*\r\n`;
  }
  put(exchange, text, opened, start, size);
}

function put(exchange, text, opened, start, size) {
  const { connection } = exchange;
  if (exchange.method === HEAD) {
    close(opened);
    connection.send(`${text}content-length: ${size}\r\n\r\n`, '', BODY_NONE, '');
    exchange.finish();
    return;
  }
  if (size <= SMALL) {
    const bytes = new Uint8Array(size);
    let count = 0;
    try {
      if (size > 0) count = fs.read(opened.fd, bytes, 0, size, start);
    } catch (error) {
      close(opened);
      exchange.failed(error);
      return;
    }
    close(opened);
    connection.send(text, count === size ? bytes : bytes.subarray(0, count), BODY_BYTES | BODY_LENGTH, '');
    exchange.finish();
    return;
  }
  connection.send(`${text}content-length: ${size}\r\n\r\n`, '', BODY_NONE, '');
  connection.afterWrites(() => transfer(exchange, opened, start, size));
}

/** Has the kernel send it; a connection that cannot is given what is read. */
function transfer(exchange, opened, start, size) {
  const { connection } = exchange;
  if (connection.closed) {
    close(opened);
    return;
  }
  let over = false;
  const end = (status, left) => {
    if (over) return;
    over = true;
    exchange.onAbort = null;
    close(opened);
    connection.activity = 0;
    if (status < 0 || left > 0) connection.close();
    else exchange.finish();
  };
  exchange.onAbort = () => end(-1, size);
  if (native(connection.parser.id, opened.fd, start, size, end)) return;
  copy(connection, opened.fd, start, size, end);
}

/** Reads, and writes what was read, piece by piece. */
function copy(connection, fd, at, left, end) {
  if (left === 0 || connection.closed) {
    end(connection.closed ? -1 : 0, left);
    return;
  }
  const bytes = new Uint8Array(Math.min(left, 4 * SMALL));
  fs.read(fd, bytes, 0, bytes.length, at, (error, count) => {
    if (error || count === 0 || connection.closed) {
      end(-1, left);
      return;
    }
    connection.send('', count === bytes.length ? bytes : bytes.subarray(0, count), BODY_BYTES, '');
    connection.afterWrites(() => copy(connection, fd, at + count, left - count, end));
  });
}

module.exports = { isFile, sendFile };
