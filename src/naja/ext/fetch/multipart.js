'use strict';

// multipart/form-data (RFC 7578), as a body and from a body.

const native = binding('buffer');
const { File, createBlob, isBlob, partsOf } = require('ext/buffer/blob');
const { FormData, entriesOf } = require('ext/fetch/form_data');
const mime = require.lazy('ext/util/mime');
const base64 = require.lazy('ext/encoding/base64');

/* ---------------------------------------------------------------- writing */

const lineEnds = /\r\n|\r|\n/g;

function escapeName(name) {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}

function makeBoundary() {
  let digits = '';
  while (digits.length < 14) digits += `${Math.random()}`.slice(2, 9);
  return `----formdata-naja-${digits.slice(0, 14)}`;
}

/**
 * A form as a body. Files are not copied.
 * @param {FormData} data
 * @returns {{blob: Blob, type: string}} the body, and its media type with the boundary
 */
function encode(data) {
  const boundary = makeBoundary();
  const parts = [];
  let text = '';
  for (const { name, value } of entriesOf(data)) {
    text += `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(name.replace(lineEnds, '\r\n'))}"`;
    if (!isBlob(value)) {
      text += `\r\n\r\n${value.replace(lineEnds, '\r\n')}\r\n`;
      continue;
    }
    const type = value.type || 'application/octet-stream';
    text += `; filename="${escapeName(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`;
    parts.push(native.utf8Encode(text), ...partsOf(value));
    text = '\r\n';
  }
  parts.push(native.utf8Encode(`${text}--${boundary}--\r\n`));
  return { blob: createBlob(parts), type: `multipart/form-data; boundary=${boundary}` };
}

/* ---------------------------------------------------------------- reading */

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const DASH = 45;
const COLON = 58;
const SEMICOLON = 59;
const EQUALS = 61;

const token = /^[!#$%&'*+\-.0-9A-Z^_`a-z|~]+$/;

function fail(reason) {
  throw new TypeError('Failed to parse body as FormData.', { cause: new TypeError(reason) });
}

/** Where `needle` is in `bytes` from `from` on, or -1. */
function find(bytes, needle, from) {
  if (from >= bytes.length) return -1;
  const at = native.search(bytes, needle, from, bytes.length, true, 1);
  return at;
}

class Reader {
  constructor(bytes, boundary) {
    this.bytes = bytes;
    this.boundary = native.utf8Encode(`--${boundary}`);
    this.at = 0;
  }

  text(start, end) {
    return native.latin1Slice(this.bytes, start, end);
  }

  skipBlanks() {
    while (this.bytes[this.at] === SPACE || this.bytes[this.at] === TAB) this.at++;
  }

  lineEnd() {
    if (this.bytes[this.at] !== CR || this.bytes[this.at + 1] !== LF) fail('expected CRLF');
    this.at += 2;
  }

  /** Up to one of some characters, or the end. */
  until(...stops) {
    const start = this.at;
    while (this.at < this.bytes.length && !stops.includes(this.bytes[this.at])) this.at++;
    return this.text(start, this.at);
  }

  form() {
    const data = new FormData();
    const { bytes } = this;
    this.at = find(bytes, this.boundary, 0);
    if (this.at === -1) fail('no boundary found in multipart body');
    for (;;) {
      this.at += this.boundary.length;
      if (bytes[this.at] === DASH && bytes[this.at + 1] === DASH) return data;
      this.lineEnd();
      const head = this.head();
      this.lineEnd();
      const end = find(bytes, this.boundary, this.at);
      if (end === -1 || end < this.at + 2) fail('expected boundary after body');
      const content = this.content(this.at, end - 2, head.encoding);
      this.at = end - 2;
      this.lineEnd();
      if (head.filename === null) {
        data.append(head.name, native.utf8Slice(content, 0, content.length));
      } else {
        data.append(head.name, new File([content], head.filename, { type: head.type ?? 'text/plain' }));
      }
    }
  }

  content(start, end, encoding) {
    const content = this.bytes.subarray(start, end);
    if (encoding !== 'base64') return content;
    const text = native.latin1Slice(content, 0, content.length).replace(/[^A-Za-z0-9+/]/g, '');
    return Uint8Array.from(base64().atob(text.slice(0, text.length - (text.length % 4 === 1 ? 1 : 0))), (c) =>
      c.charCodeAt(0),
    );
  }

  /** The fields before a value, up to the empty line. */
  head() {
    const head = { name: null, filename: null, type: null, encoding: null };
    const { bytes } = this;
    for (;;) {
      if (bytes[this.at] === CR && bytes[this.at + 1] === LF) {
        if (head.name === null) fail('header name is null');
        return head;
      }
      const field = this.until(LF, CR, COLON).replace(/^[\t ]+|[\t ]+$/g, '');
      if (!token.test(field)) fail('header name does not match the field-name token production');
      if (bytes[this.at] !== COLON) fail('expected :');
      this.at++;
      this.skipBlanks();
      switch (field.toLowerCase()) {
        case 'content-disposition':
          this.disposition(head);
          break;
        case 'content-type':
          head.type = this.until(LF, CR).replace(/[\t ]+$/, '');
          break;
        case 'content-transfer-encoding':
          head.encoding = this.until(LF, CR).replace(/[\t ]+$/, '');
          break;
        default:
          this.until(LF, CR);
      }
      this.lineEnd();
    }
  }

  disposition(head) {
    head.name = head.filename = null;
    let extended = false; // filename* counts more than filename
    const kind = this.until(LF, CR, SEMICOLON, SPACE, TAB).toLowerCase();
    if (kind !== 'form-data') fail('expected form-data for content-disposition header');
    const { bytes } = this;
    for (;;) {
      this.skipBlanks();
      if (bytes[this.at] !== SEMICOLON) break;
      this.at++;
      this.skipBlanks();
      const attribute = this.until(EQUALS, SEMICOLON, LF, CR).replace(/[\t ]+$/, '');
      if (bytes[this.at] !== EQUALS) fail('expected = after attribute name');
      this.at++;
      this.skipBlanks();
      const value = this.attributeValue(attribute.endsWith('*'));
      if (attribute === 'name') head.name = value;
      else if (attribute === 'filename*' || (attribute === 'filename' && !extended)) {
        head.filename = value;
        extended = attribute === 'filename*';
      }
    }
    if (head.name === null) fail('name attribute is required in content-disposition header');
  }

  attributeValue(extended) {
    const { bytes } = this;
    if (extended) {
      const text = this.until(SPACE, CR, LF, SEMICOLON);
      const parts = /^utf-8'[^']*'(.*)$/i.exec(text);
      if (parts === null) fail("unknown encoding, expected utf-8''");
      try {
        return decodeURIComponent(parts[1]);
      } catch {
        return parts[1];
      }
    }
    if (bytes[this.at] !== QUOTE) {
      const start = this.at;
      this.until(SPACE, CR, LF, SEMICOLON);
      return native.utf8Slice(bytes, start, this.at);
    }
    const start = ++this.at;
    this.until(LF, CR, QUOTE);
    if (bytes[this.at] !== QUOTE) fail('Closing quote not found');
    this.at++;
    return native
      .utf8Slice(bytes, start, this.at - 1)
      .replace(/%0A/gi, '\n')
      .replace(/%0D/gi, '\r')
      .replace(/%22/g, '"');
  }
}

/**
 * The form in a body.
 * @param {Uint8Array} bytes
 * @param {string} type the media type, with its boundary
 * @returns {FormData}
 * @throws {TypeError}
 */
function decode(bytes, type) {
  const { params } = new (mime().MIMEType)(type);
  const boundary = params.get('boundary');
  if (boundary === null) fail('missing boundary in content-type header');
  if (boundary.length < 1 || boundary.length > 70) fail('no boundary found in multipart body');
  return new Reader(bytes, boundary).form();
}

module.exports = { decode, encode };
