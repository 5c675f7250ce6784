'use strict';

// ALPN protocols between programs (lists of names) and the wire (each name behind its length, RFC 7301).

const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE },
} = require('ext/base/errors');
const { Buffer } = require('node/buffer');

/** Names to the wire's form; holes in the list are no names. */
function writeProtocols(protocols) {
  const parts = [];
  protocols.forEach((name, i) => {
    const length = Buffer.byteLength(name);
    if (length === 0) throw new ERR_INVALID_ARG_VALUE(`protocols[${i}]`, name, 'must be a non-empty string');
    if (length > 255) {
      const what = `The byte length of the protocol at index ${i} exceeds the maximum length.`;
      throw new ERR_OUT_OF_RANGE(what, '<= 255', length, true);
    }
    parts.push(Buffer.of(length), Buffer.from(name));
  });
  return Buffer.concat(parts);
}

function checkWire(buffer) {
  for (let at = 0; at < buffer.length; at += 1 + buffer[at]) {
    if (buffer[at] === 0) {
      throw new ERR_INVALID_ARG_VALUE('ALPNProtocols', buffer, 'must not contain zero-length protocol');
    }
    if (at + 1 + buffer[at] > buffer.length) {
      throw new ERR_INVALID_ARG_VALUE('ALPNProtocols', buffer, 'contains truncated protocol');
    }
  }
  return buffer;
}

/** The wire's form to names. */
function readProtocols(buffer) {
  const names = [];
  for (let at = 0; at < buffer.length; at += 1 + buffer[at]) {
    names.push(Buffer.from(buffer.subarray(at + 1, at + 1 + buffer[at])).toString('latin1'));
  }
  return names;
}

/**
 * Sets `out.ALPNProtocols` to the wire's form, a copy.
 * @param {string[]|ArrayBufferView} protocols
 * @param {object} out
 * @throws {ERR_INVALID_ARG_VALUE|ERR_OUT_OF_RANGE}
 */
function convertALPNProtocols(protocols, out) {
  if (Array.isArray(protocols)) {
    out.ALPNProtocols = writeProtocols(protocols);
  } else if (ArrayBuffer.isView(protocols)) {
    const { buffer, byteOffset, byteLength } = protocols;
    out.ALPNProtocols = checkWire(Buffer.from(new Uint8Array(buffer, byteOffset, byteLength)));
  }
}

module.exports = { convertALPNProtocols, readProtocols };
