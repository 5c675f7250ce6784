'use strict';

/** The opening handshake of WebSockets (RFC 6455, 4) and its extension permessage-deflate (RFC 7692, 7). */

const hash = require.lazy('ext/crypto/hash');

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const goodKey = /^[+/0-9A-Za-z]{22}==$/;

/** @param {string} key Sec-WebSocket-Key @returns {string} Sec-WebSocket-Accept */
function acceptOf(key) {
  return hash().hash('sha1', key + GUID, 'base64');
}

/** Whether a comma-separated field has a word. */
function hasToken(field, word) {
  return field !== null && field.split(',').some((one) => one.trim().toLowerCase() === word);
}

/**
 * @param {string} method
 * @param {HeaderList} list
 * @returns {string|null} Sec-WebSocket-Key of a good request for a WebSocket, else null
 */
function keyOf(method, list) {
  const key = list.get('sec-websocket-key');
  const good =
    method === 'GET' &&
    hasToken(list.get('upgrade'), 'websocket') &&
    hasToken(list.get('connection'), 'upgrade') &&
    list.get('sec-websocket-version') === '13' &&
    key !== null &&
    goodKey.test(key);
  return good ? key : null;
}

/* ---------------------------------------------------------------- extensions */

/**
 * Sec-WebSocket-Extensions.
 * @param {string} field
 * @returns {Array<{name: string, parameters: Map<string, string|true>}>}
 */
function parseExtensions(field) {
  return field.split(',').map((one) => {
    const [name, ...rest] = one.split(';').map((part) => part.trim());
    const parameters = new Map();
    for (const part of rest) {
      const at = part.indexOf('=');
      if (at === -1) parameters.set(part.toLowerCase(), true);
      else
        parameters.set(
          part.slice(0, at).trim().toLowerCase(),
          part
            .slice(at + 1)
            .trim()
            .replace(/^"(.*)"$/, '$1'),
        );
    }
    return { name: name.toLowerCase(), parameters };
  });
}

const known = [
  'server_no_context_takeover',
  'client_no_context_takeover',
  'server_max_window_bits',
  'client_max_window_bits',
];

function bitsOf(value) {
  const bits = Number(value);
  return Number.isInteger(bits) && bits >= 8 && bits <= 15 ? bits : null;
}

/**
 * What a server takes of what a client offers. Without context: each message stands for itself, and no memory is kept for a
 * connection.
 * @param {string|null} field Sec-WebSocket-Extensions
 * @returns {{deflate: object, header: string}|null} null: no compression
 */
function acceptDeflate(field) {
  if (field === null) return null;
  for (const { name, parameters } of parseExtensions(field)) {
    if (name !== 'permessage-deflate') continue;
    if ([...parameters.keys()].some((parameter) => !known.includes(parameter))) continue;
    const asked = parameters.get('server_max_window_bits');
    const serverBits = asked === undefined ? 15 : bitsOf(asked);
    if (serverBits === null) continue;
    const deflate = { serverNoContext: true, clientNoContext: true, serverBits, clientBits: 15 };
    let header = 'permessage-deflate; client_no_context_takeover; server_no_context_takeover';
    if (asked !== undefined) header += `; server_max_window_bits=${serverBits}`;
    return { deflate, header };
  }
  return null;
}

/** What a client offers. */
const OFFER = 'permessage-deflate; client_max_window_bits';

/**
 * What a server has taken of OFFER.
 * @param {string|null} field
 * @returns {object|null} for WebSocketConnection
 * @throws {Error} where it is not what was offered
 */
function agreedDeflate(field) {
  if (field === null || field === '') return null;
  const list = parseExtensions(field);
  const [{ name, parameters }] = list;
  const strange = [...parameters.keys()].some((parameter) => !known.includes(parameter));
  if (list.length !== 1 || name !== 'permessage-deflate' || strange) {
    throw new Error('Server sent an invalid Sec-WebSocket-Extensions header');
  }
  const serverBits = parameters.has('server_max_window_bits')
    ? bitsOf(parameters.get('server_max_window_bits'))
    : 15;
  const clientBits = parameters.has('client_max_window_bits')
    ? bitsOf(parameters.get('client_max_window_bits'))
    : 15;
  if (serverBits === null || clientBits === null)
    throw new Error('Server sent an invalid Sec-WebSocket-Extensions header');
  return {
    serverNoContext: parameters.has('server_no_context_takeover'),
    clientNoContext: parameters.has('client_no_context_takeover'),
    serverBits,
    clientBits,
  };
}

module.exports = { acceptOf, keyOf, acceptDeflate, agreedDeflate, OFFER };
